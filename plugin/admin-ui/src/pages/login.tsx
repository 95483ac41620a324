import { Button, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call, keepCsrfToken, Refusal } from '../api/client.ts';
import { ME } from '../api/session.tsx';
import { Failure } from '../parts/loaded.tsx';
import { LANGUAGE_NAMES, SchemeButton } from '../parts/reader-menu.tsx';
import { LANGUAGES } from '../words/format.ts';
import { useFormat, useSpeak, useWords } from '../words/words.tsx';

/** The door of a person. */
export function LoginPage() {
  const words = useWords();
  document.title = `${words.login.title} · Mahnlauf`;
  return (
    <main className="login">
      <div className="stack">
        <div className="brand" style={{ padding: 0 }}>
          <img src="/mark.svg" alt="" /> Mahnlauf
        </div>
        <section className="panel">
          <div className="inside">
            <h1 style={{ margin: '0 0 0.75rem' }}>{words.login.title}</h1>
            <LoginForm />
          </div>
        </section>
        <LoginFoot />
      </div>
    </main>
  );
}

function LoginForm() {
  const words = useWords();
  const client = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const enter = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const me = await call('POST /login', { body: { email, password, code: code || null } });
      keepCsrfToken(me.csrfToken);
      client.setQueryData(ME, me);
    } catch (failure) {
      if (failure instanceof Refusal && failure.code === 'code_needed') setCode('');
      else setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void enter(event)}>
      <Stack gap="sm">
        <TextInput
          label={words.login.email}
          type="email"
          autoComplete="username"
          required
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={words.login.password}
          autoComplete="current-password"
          required
          value={password}
          visibilityToggleButtonProps={{ 'aria-label': words.login.show }}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {code !== null && (
          <TextInput
            label={words.login.code}
            description={words.login.codeHint}
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
            required
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        {error !== null && <Failure error={error} />}
        <Button type="submit" loading={busy} fullWidth>
          {words.login.enter}
        </Button>
      </Stack>
    </form>
  );
}

function LoginFoot() {
  const words = useWords();
  const { language } = useFormat();
  const speak = useSpeak();
  return (
    <div className="actions" style={{ justifyContent: 'space-between' }}>
      <Select
        aria-label={words.common.language}
        w="9rem"
        value={language}
        data={LANGUAGES.map((code) => ({ value: code, label: LANGUAGE_NAMES[code] }))}
        onChange={(code) => code !== null && void speak(code)}
      />
      <SchemeButton />
    </div>
  );
}

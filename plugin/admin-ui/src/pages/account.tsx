import { Button } from '@mantine/core';
import { useState } from 'react';
import { type Answer, type Body } from '../api/client.ts';
import { useAct } from '../api/query.ts';
import { useMe } from '../api/session.tsx';
import { Ask } from '../parts/ask.tsx';
import { Mark } from '../parts/marks.tsx';
import { Page, Panel } from '../parts/page.tsx';
import { useFormat, useWords } from '../words/words.tsx';

type Asking = 'password' | 'begin' | 'confirm' | 'remove' | null;

/** What a person decides about the own account. */
export function AccountPage() {
  const words = useWords();
  const format = useFormat();
  const { user, role, sessionEndsAt } = useMe();
  const [asking, setAsking] = useState<Asking>(null);
  const [secret, setSecret] = useState<Answer<'POST /me/totp'> | null>(null);
  const close = (): void => setAsking(null);
  if (user === null) return <Page title={words.nav.account}>{null}</Page>;
  return (
    <Page title={words.nav.account} sub={`${user.name} · ${words.roles[role]}`}>
      <div className="stack">
        <Panel title={words.login.password}>
          <Button variant="default" onClick={() => setAsking('password')}>
            {words.account.changePassword}
          </Button>
          <p className="small dim">{words.account.session(format.instant(sessionEndsAt))}</p>
        </Panel>
        <Panel title={words.settings.secondFactor}>
          <div className="stack" style={{ justifyItems: 'start' }}>
            <Mark tone={user.hasTotp ? 'good' : 'warn'}>
              {user.hasTotp ? words.account.on : words.account.off}
            </Mark>
            {secret !== null && !user.hasTotp && (
              <div className="note">
                {words.account.typeSecret} <strong className="mono">{secret.secret}</strong>
              </div>
            )}
            <Button
              variant="default"
              onClick={() =>
                setAsking(user.hasTotp ? 'remove' : secret === null ? 'begin' : 'confirm')
              }
            >
              {user.hasTotp
                ? words.account.remove
                : secret === null
                  ? words.account.begin
                  : words.account.confirm}
            </Button>
          </div>
        </Panel>
      </div>
      {asking === 'password' && <NewPassword close={close} />}
      {asking !== null && asking !== 'password' && (
        <SecondFactor step={asking} close={close} begun={setSecret} />
      )}
    </Page>
  );
}

function NewPassword({ close }: { close: () => void }) {
  const words = useWords();
  const act = useAct('POST /me/password');
  return (
    <Ask
      title={words.account.changePassword}
      says={words.account.othersEnd}
      fields={[
        { name: 'password', label: words.account.present, kind: 'password' },
        {
          name: 'newPassword',
          label: words.settings.newPassword,
          hint: words.settings.passwordHint,
          kind: 'password',
        },
      ]}
      submit={words.do.save}
      done={words.settings.saved}
      close={close}
      act={(values) => act.mutateAsync({ body: values as Body<'POST /me/password'> })}
    />
  );
}

interface SecondFactorProps {
  step: 'begin' | 'confirm' | 'remove';
  close: () => void;
  begun: (secret: Answer<'POST /me/totp'>) => void;
}

function SecondFactor({ step, close, begun }: SecondFactorProps) {
  const words = useWords();
  const begin = useAct('POST /me/totp');
  const confirm = useAct('POST /me/totp-confirm');
  const remove = useAct('POST /me/totp-remove');
  const isCode = step === 'confirm';
  return (
    <Ask
      title={words.account[step]}
      fields={[
        isCode
          ? { name: 'code', label: words.login.code, hint: words.login.codeHint, kind: 'text' }
          : { name: 'password', label: words.account.present, kind: 'password' },
      ]}
      submit={words.account[step]}
      done={words.settings.saved}
      close={close}
      act={async ({ code, password }) => {
        if (isCode) await confirm.mutateAsync({ body: { code: String(code) } });
        else if (step === 'remove') {
          await remove.mutateAsync({ body: { password: String(password) } });
        } else begun(await begin.mutateAsync({ body: { password: String(password) } }));
      }}
    />
  );
}

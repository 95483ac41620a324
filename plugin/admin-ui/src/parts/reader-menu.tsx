import {
  ActionIcon,
  Button,
  Menu,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { call, keepCsrfToken } from '../api/client.ts';
import { ME, useMe } from '../api/session.tsx';
import { LANGUAGES } from '../words/format.ts';
import { useFormat, useSpeak, useWords } from '../words/words.tsx';
import { MoonIcon, SunIcon } from './icons.tsx';

export const LANGUAGE_NAMES = { de: 'Deutsch', en: 'English', it: 'Italiano' } as const;

/** Language, light or dark, and the way out. */
export function ReaderMenu() {
  const words = useWords();
  const { language } = useFormat();
  const speak = useSpeak();
  const { user, actor, role } = useMe();
  const name = user?.name ?? actor;
  return (
    <>
      <SchemeButton />
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="default" size="sm">
            <span aria-hidden="true">{initials(name)}</span>
            <span className="sr">{`${words.common.you}: ${name}`}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {name} · {words.roles[role]}
          </Menu.Label>
          {user !== null && (
            <Menu.Item component={Link} href="/account">
              {words.nav.account}
            </Menu.Item>
          )}
          <Menu.Divider />
          {LANGUAGES.map((code) => (
            <Menu.Item
              key={code}
              lang={code}
              aria-current={code === language ? 'true' : undefined}
              fw={code === language ? 650 : undefined}
              onClick={() => void speak(code)}
            >
              {LANGUAGE_NAMES[code]}
            </Menu.Item>
          ))}
          {user !== null && <Menu.Divider />}
          {user !== null && <LogOut />}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function LogOut() {
  const words = useWords();
  const client = useQueryClient();
  const leave = async (): Promise<void> => {
    await call('POST /logout').catch(() => null);
    keepCsrfToken(null);
    // First the login, which looks at this answer; then nothing that was read stays behind it.
    client.setQueryData(ME, null);
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME[0] });
    client.getMutationCache().clear();
  };
  return <Menu.Item onClick={() => void leave()}>{words.do.logOut}</Menu.Item>;
}

export function SchemeButton() {
  const words = useWords();
  const scheme = useComputedColorScheme('light');
  const { setColorScheme } = useMantineColorScheme();
  const dark = scheme === 'dark';
  return (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={dark ? words.common.light : words.common.dark}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    >
      {dark ? <SunIcon /> : <MoonIcon />}
    </ActionIcon>
  );
}

const initials = (name: string): string =>
  name
    .split(/[\s:]+/)
    .map((part) => part[0] ?? '')
    .join('')
    .slice(0, 2)
    .toUpperCase();

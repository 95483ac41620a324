import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Answer, Body } from '../../api/client.ts';
import { useAct, useDoor } from '../../api/query.ts';
import { Ask, type Field } from '../../parts/ask.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Mark } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { Grid } from '../../parts/table.tsx';
import { useFormat, useWords } from '../../words/words.tsx';

type User = Answer<'GET /users'>['items'][number];

/** Who may sign in, and as what. */
export function People() {
  const words = useWords();
  const format = useFormat();
  const users = useDoor('GET /users');
  const [asking, setAsking] = useState<User | 'new' | null>(null);
  return (
    <Panel
      title={words.settings.tabs.people}
      bare
      more={
        <Button size="xs" onClick={() => setAsking('new')}>
          {words.settings.addUser}
        </Button>
      }
    >
      <Loaded query={users}>
        {({ items }) => (
          <Grid
            caption={words.settings.tabs.people}
            rows={items}
            keyOf={({ id }) => id}
            columns={[
              {
                name: 'name',
                head: words.common.name,
                cell: ({ name, email }) => (
                  <>
                    <span className="two-lines strong">{name}</span>
                    <span className="two-lines">{email}</span>
                  </>
                ),
              },
              {
                name: 'role',
                head: words.settings.role,
                cell: ({ role, isDisabled }) => (
                  <>
                    {words.roles[role]}{' '}
                    {isDisabled && <Mark tone="bad">{words.settings.disabled}</Mark>}
                  </>
                ),
              },
              {
                name: 'totp',
                head: words.settings.secondFactor,
                cell: ({ hasTotp }) => (hasTotp ? words.common.yes : words.common.no),
              },
              {
                name: 'since',
                head: words.settings.since,
                cell: ({ createdAt }) => format.day(createdAt),
              },
              {
                name: 'change',
                head: '',
                right: true,
                cell: (user) => (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`${words.do.change}: ${user.name}`}
                    onClick={() => setAsking(user)}
                  >
                    {words.do.change}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Loaded>
      {asking === 'new' && <AddUser close={() => setAsking(null)} />}
      {asking !== null && asking !== 'new' && (
        <ChangeUser user={asking} close={() => setAsking(null)} />
      )}
    </Panel>
  );
}

function useRoleField(start: string): Field {
  const words = useWords();
  return {
    name: 'role',
    label: words.settings.role,
    kind: 'choice',
    start,
    options: Object.entries(words.roles)
      .filter(([role]) => role !== 'agency')
      .map(([value, label]) => ({ value, label })),
  };
}

function AddUser({ close }: { close: () => void }) {
  const words = useWords();
  const act = useAct('POST /users');
  const role = useRoleField('clerk');
  return (
    <Ask
      title={words.settings.addUser}
      fields={[
        { name: 'name', label: words.common.name, kind: 'text' },
        { name: 'email', label: words.login.email, kind: 'email' },
        role,
        {
          name: 'password',
          label: words.settings.firstPassword,
          hint: words.settings.passwordHint,
          kind: 'password',
        },
      ]}
      submit={words.do.add}
      done={words.settings.userAdded}
      close={close}
      act={(values) => act.mutateAsync({ body: values as Body<'POST /users'> })}
    />
  );
}

function ChangeUser({ user, close }: { user: User; close: () => void }) {
  const words = useWords();
  const change = useAct('PUT /users/{id}');
  const reset = useAct('POST /users/{id}/password');
  const role = useRoleField(user.role);
  return (
    <Ask
      title={`${words.do.change}: ${user.name}`}
      fields={[
        { name: 'name', label: words.common.name, kind: 'text', start: user.name },
        role,
        {
          name: 'isDisabled',
          label: words.settings.mayNotSignIn,
          kind: 'switch',
          start: user.isDisabled,
        },
        {
          name: 'password',
          label: words.settings.newPassword,
          hint: words.settings.newPasswordHint,
          kind: 'password',
          optional: true,
        },
      ]}
      submit={words.do.save}
      done={words.settings.saved}
      close={close}
      act={async ({ password, ...values }) => {
        await change.mutateAsync({ id: user.id, body: values });
        if (password !== null) {
          await reset.mutateAsync({ id: user.id, body: { password: String(password) } });
        }
      }}
    />
  );
}

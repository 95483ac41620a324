import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../api/client.ts';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Empty, Failure, Loaded } from '../../parts/loaded.tsx';
import { Technical } from '../../parts/technical.tsx';
import { Mark, wordOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import { type Account, AccountForm } from './account-form.tsx';

const MODES = ['sandbox', 'live'] as const;

/** The accounts of the shop at its agency: one to practise and one for earnest. */
export function Accounts() {
  const accounts = useDoor('GET /agency-accounts');
  return (
    <div className="cols two">
      {MODES.map((mode) => (
        <AccountPanel key={mode} mode={mode} query={accounts} />
      ))}
    </div>
  );
}

interface PanelProps {
  mode: Account['mode'];
  query: ReturnType<typeof useDoor<'GET /agency-accounts'>>;
}

function AccountPanel({ mode, query }: PanelProps) {
  const words = useWords();
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  const check = useAct('POST /agency-accounts/{id}/check');
  return (
    <Panel
      title={words.accounts[mode]}
      more={<Mark tone={mode === 'live' ? 'bad' : 'warn'}>{words.agency.modes[mode]}</Mark>}
    >
      <Loaded query={query}>
        {({ items, hasFileFolder }) => {
          const account = items.find((one) => one.mode === mode) ?? null;
          const id = account?.id;
          return (
            <div className="stack" style={{ gap: '0.75rem' }}>
              <p className="dim" style={{ margin: 0 }}>
                {words.accounts[`${mode}Says`]}
              </p>
              {account === null ? (
                <Empty title={words.agency.noAccount} />
              ) : (
                <Facts account={account} />
              )}
              {check.isPending && <p role="status">{words.accounts.checking}</p>}
              {check.isError && <Failure error={check.error} />}
              {check.data !== undefined && !check.isPending && <Checked check={check.data} />}
              <div className="actions">
                {id !== undefined && may.work && (
                  <Button loading={check.isPending} onClick={() => check.mutate({ id })}>
                    {words.accounts.check}
                  </Button>
                )}
                {may.decide && (
                  <Button variant="default" onClick={() => setOpen(true)}>
                    {account === null ? words.accounts.setUp : words.accounts.change}
                  </Button>
                )}
                {account?.agency === 'pull' && may.decide && <AgencyKey id={account.id} />}
              </div>
              {!may.decide && <span className="small dim">{words.deeds.ownerOnly}</span>}
              {isOpen && (
                <AccountForm
                  mode={mode}
                  account={account}
                  hasFileFolder={hasFileFolder}
                  close={() => setOpen(false)}
                  kept={(accountId) => {
                    setOpen(false);
                    check.mutate({ id: accountId });
                  }}
                />
              )}
            </div>
          );
        }}
      </Loaded>
    </Panel>
  );
}

/** What the harmless read gave, what it means and what to do about it. */
export function Checked({ check }: { check: Answer<'POST /agency-accounts/{id}/check'> }) {
  const words = useWords();
  const { outcome, why } = check;
  return (
    <div className={`note ${outcome === 'works' ? 'good' : 'bad'}`} role="status">
      <strong>{words.accounts.outcomes[outcome]}</strong> {words.accounts.mend[outcome]}
      <Technical words={words} text={why} />
    </div>
  );
}

function Facts({ account }: { account: Account }) {
  const words = useWords();
  const format = useFormat();
  const { agency, settings, keys, checkedAt, refusedAt, refusal, pausedUntil } = account;
  const { accounts } = words;
  const transport = settings['transport'] as Readonly<Record<string, unknown>> | undefined;
  const shown = { ...settings, ...transport };
  const facts = (['clientId', 'endpoint', 'version', 'host', 'user', 'to', 'folder'] as const)
    .filter((name) => shown[name] !== undefined)
    .map((name) => [accounts[name], String(shown[name])] as const);
  return (
    <>
      <dl className="facts">
        <dt>{accounts.kind}</dt>
        <dd>{wordOf(accounts.kinds, agency)}</dd>
        {facts.map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
        {keys.length > 0 && <Fact name={accounts.keys} value={accounts.keysKept} />}
        <dt>{words.agency.checkedAt}</dt>
        <dd>
          {checkedAt === null ? (
            <Mark tone="warn">{words.agency.never}</Mark>
          ) : (
            <Mark tone="good">{format.instant(checkedAt)}</Mark>
          )}
        </dd>
        {refusedAt !== null && <Fact name={accounts.since} value={format.instant(refusedAt)} />}
        {pausedUntil !== null && (
          <Fact name={accounts.paused} value={format.instant(pausedUntil)} />
        )}
      </dl>
      {refusal !== null && <Checked check={{ outcome: 'refused', why: refusal }} />}
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd style={{ overflowWrap: 'anywhere' }}>{value}</dd>
    </>
  );
}

/** The key with which an agency fetches its claims; it is shown once. */
function AgencyKey({ id }: { id: number }) {
  const words = useWords();
  const act = useAct('POST /agency-accounts/{id}/key');
  return (
    <>
      <Button variant="default" loading={act.isPending} onClick={() => act.mutate({ id })}>
        {words.accounts.makeKey}
      </Button>
      {act.isError && <Failure error={act.error} />}
      {act.data !== undefined && (
        <div className="note warn" role="status" style={{ flexBasis: '100%' }}>
          <strong>{words.accounts.newKey}</strong>
          <p className="mono" style={{ margin: 0, overflowWrap: 'anywhere' }}>
            {act.data.key}
          </p>
        </div>
      )}
    </>
  );
}

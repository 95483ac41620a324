import { Button, Progress } from '@mantine/core';
import type { Answer } from '../../api/client.ts';
import { useAct, useDoor } from '../../api/query.ts';
import { useMay } from '../../api/session.tsx';
import { Failure, Loaded } from '../../parts/loaded.tsx';
import { Technical } from '../../parts/technical.tsx';
import { Mark, wordOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { type Settings, SettingsForm, type SettingsChange } from './form.tsx';
import { textAt } from './shop.tsx';
import { useFormat, useWords } from '../../words/words.tsx';

type ShopConnection = Answer<'GET /connection'>;

/** Whether the shop can be read and written, and how far it was read. */
export function Connection() {
  const words = useWords();
  const connection = useDoor('GET /connection');
  const settings = useDoor('GET /settings');
  return (
    <>
      <Panel title={words.settings.tabs.connection}>
        <Loaded query={connection}>{(given) => <Facts connection={given} />}</Loaded>
      </Panel>
      <Panel title={words.settings.import}>
        <Loaded query={connection}>{(given) => <ImportView connection={given} />}</Loaded>
      </Panel>
      <Loaded query={connection}>{(given) => <PlatformForm connection={given} />}</Loaded>
      <Loaded query={settings}>{(given) => <ShownForm settings={given} />}</Loaded>
    </>
  );
}

function Facts({ connection }: { connection: ShopConnection }) {
  const words = useWords();
  const format = useFormat();
  const { platform, domain, session, provedAt, missingScopes, mayWrite, reconciledAt } = connection;
  return (
    <dl className="facts">
      <dt>{words.settings.platform}</dt>
      <dd>
        {wordOf(words.platforms, platform)} · {domain}
      </dd>
      <dt>{words.settings.access}</dt>
      <dd>
        <Mark tone={session === 'living' ? 'good' : 'warn'}>
          {wordOf(words.sessionStates, session)}
        </Mark>{' '}
        {format.instant(provedAt)}
      </dd>
      <dt>{words.settings.mayWrite}</dt>
      <dd>{mayWrite ? words.common.yes : words.common.no}</dd>
      <dt>{words.settings.missingScopes}</dt>
      <dd>{missingScopes.length === 0 ? words.common.none : missingScopes.join(', ')}</dd>
      <dt>{words.settings.reconciled}</dt>
      <dd>{format.instant(reconciledAt)}</dd>
    </dl>
  );
}

/** What is written to the orders of the shop. */
function ShownForm({ settings: { settings: kept } }: { settings: Settings }) {
  const words = useWords().settings.shown;
  return (
    <SettingsForm
      title={words.title}
      fields={(['showState', 'markAsPaid'] as const).map((name) => ({
        name,
        label: words[name],
        kind: 'switch',
        wide: true,
        start: textAt(kept, 'connection', name),
      }))}
      change={(connection) => ({ connection })}
    />
  );
}

/** What the platform reminds of itself, so that nobody gets two. */
function PlatformForm({ connection }: { connection: ShopConnection }) {
  const words = useWords();
  const { platformReminders, leftToPlatform } = connection;
  const { reminders, left } = words.platform;
  return (
    <SettingsForm
      title={words.platform.title}
      says={words.platform.says}
      fields={[
        {
          name: 'platformReminders',
          label: words.platform.remindersLabel,
          kind: 'choice',
          start: platformReminders,
          options: Object.entries(reminders).map(([value, label]) => ({ value, label })),
        },
        {
          name: 'leftToPlatform',
          label: words.platform.leftLabel,
          hint: words.platform.leftHint,
          kind: 'choice',
          start: leftToPlatform,
          options: Object.entries(left).map(([value, label]) => ({ value, label })),
        },
      ]}
      change={({ platformReminders: on, leftToPlatform: left }) =>
        ({ connection: { platformReminders: on, leftToPlatform: left } }) as SettingsChange
      }
    />
  );
}

const FULL = 100;

function ImportView({ connection }: { connection: ShopConnection }) {
  const words = useWords();
  const format = useFormat();
  const may = useMay();
  const act = useAct('POST /import');
  const { state, orders, read, note, startedAt } = connection.import;
  const busy = state === 'wanted' || state === 'running' || state === 'reading';
  const share = orders === 0 ? 0 : (read / orders) * FULL;
  return (
    <div className="stack" style={{ gap: '0.6rem' }}>
      <p style={{ margin: 0 }}>
        <Mark tone={state === 'failed' ? 'bad' : state === 'done' ? 'good' : 'calm'}>
          {wordOf(words.importStates, state)}
        </Mark>{' '}
        {state === 'never'
          ? words.settings.importNever
          : `${words.settings.importRead(read, orders)} · ${format.instant(startedAt)}`}
      </p>
      {busy && <Progress value={share} aria-label={words.settings.import} animated />}
      <Technical words={words} text={note} />
      {act.isError && <Failure error={act.error} />}
      {may.decide && connection.session === 'living' && (
        <Button
          variant="default"
          size="xs"
          style={{ justifySelf: 'start' }}
          loading={act.isPending}
          disabled={busy}
          onClick={() => act.mutate({})}
        >
          {words.settings.importAgain}
        </Button>
      )}
    </div>
  );
}

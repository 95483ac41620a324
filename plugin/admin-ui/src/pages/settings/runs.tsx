import { useDoor } from '../../api/query.ts';
import type { Field } from '../../parts/ask.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import { BaseRates } from './base-rates.tsx';
import { type Settings, SettingsForm, type SettingsChange } from './form.tsx';
import { textAt } from './shop.tsx';

/** How runs go out, what holds them back, and when nothing is sent. */
export function RunSettings() {
  const settings = useDoor('GET /settings');
  return (
    <Loaded query={settings} lines={10}>
      {(given) => (
        <>
          <RunForm settings={given} />
          <LimitsForm settings={given} />
          <QuietForm settings={given} />
          <BaseRates settings={given} />
        </>
      )}
    </Loaded>
  );
}

function RunForm({ settings: { settings: kept } }: { settings: Settings }) {
  const words = useWords().settings.runs;
  return (
    <SettingsForm
      title={words.title}
      fields={[
        {
          name: 'commit',
          label: words.commit,
          kind: 'choice',
          start: textAt(kept, 'dunning', 'commit'),
          options: [
            { value: 'approval', label: words.approval },
            { value: 'automatic', label: words.automatic },
          ],
        },
        {
          name: 'disputedItems',
          label: words.disputedItems,
          kind: 'choice',
          start: textAt(kept, 'dunning', 'disputedItems'),
          options: [
            { value: 'show', label: words.show },
            { value: 'leave_out', label: words.leaveOut },
          ],
        },
        {
          name: 'replyTo',
          label: words.replyTo,
          hint: words.replyToHint,
          kind: 'email',
          optional: true,
          start: textAt(kept, 'dunning', 'replyTo'),
        },
        {
          name: 'grouping',
          label: words.grouping,
          kind: 'switch',
          start: textAt(kept, 'dunning', 'grouping'),
        },
      ]}
      change={(values) => ({ dunning: values })}
    />
  );
}

function LimitsForm({ settings: { settings: kept } }: { settings: Settings }) {
  const words = useWords().settings.runs;
  const format = useFormat();
  const cents = textAt(kept, 'dunning', 'mostCentsPerRun');
  const number = (name: string, label: string, more: Partial<Field>): Field => ({
    name,
    label,
    kind: 'number',
    optional: true,
    min: 1,
    start: textAt(kept, 'dunning', name),
    ...more,
  });
  const perDebtor = (name: string) => textAt(kept, 'dunning', 'mostNoticesPerDebtor', name);
  return (
    <SettingsForm
      title={words.limitsTitle}
      says={words.limitsSay}
      fields={[
        number('mostNoticesPerRun', words.mostNotices, { max: 1_000_000 }),
        {
          name: 'mostCentsPerRun',
          label: words.mostCents,
          kind: 'money',
          optional: true,
          start: typeof cents === 'number' ? format.number(cents / 100, 2) : '',
        },
        number('notices', words.debtorNotices, { max: 1000, start: perDebtor('notices') }),
        number('days', words.debtorDays, { max: 365, start: perDebtor('days') }),
        number('stalePaymentsDays', words.stale, { min: 0, max: 90, hint: words.staleHint }),
      ]}
      change={({ notices, days, ...rest }) =>
        ({
          dunning: {
            ...rest,
            mostNoticesPerDebtor: notices === null && days === null ? null : { notices, days },
          },
        }) as SettingsChange
      }
    />
  );
}

function QuietForm({ settings: { settings: kept } }: { settings: Settings }) {
  const words = useWords().settings.runs;
  const hour = (name: 'fromHour' | 'toHour'): Field => ({
    name,
    label: words[name],
    kind: 'number',
    min: 0,
    max: 23,
    start: textAt(kept, 'dunning', 'quiet', name),
  });
  const never = (name: 'sundays' | 'holidays'): Field => ({
    name,
    label: words[name],
    kind: 'switch',
    start: textAt(kept, 'dunning', 'quiet', name),
  });
  return (
    <SettingsForm
      title={words.quietTitle}
      says={words.quietSay}
      fields={[hour('fromHour'), hour('toHour'), never('sundays'), never('holidays')]}
      change={(quiet) => ({ dunning: { quiet } }) as unknown as SettingsChange}
    />
  );
}

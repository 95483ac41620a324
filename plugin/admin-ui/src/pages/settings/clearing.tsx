import { useDoor } from '../../api/query.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { useWords } from '../../words/words.tsx';
import { SettingsForm } from './form.tsx';
import { textAt } from './shop.tsx';

/** What each may be at most; all are days but the two that count. */
const MOST = {
  disputeAnswerDays: 90,
  claimedPaidDays: 30,
  promisesPerRound: 20,
  promiseWithinDays: 365,
  pagePromiseWithinDays: 90,
  promiseGraceDays: 14,
  planOfferDays: 60,
  planGraceDays: 30,
  planBreaksAfter: 12,
  instalmentNoticeDays: 14,
} as const;

/** How long objections, promises and instalments may take. */
export function ClearingSettings() {
  const words = useWords();
  const settings = useDoor('GET /settings');
  return (
    <Loaded query={settings} lines={10}>
      {({ settings: kept }) => (
        <SettingsForm
          title={words.settings.clearing.title}
          says={words.settings.clearing.says}
          fields={Object.entries(MOST).map(([name, max]) => ({
            name,
            label: words.settings.clearing[name as keyof typeof MOST],
            kind: 'number',
            min: name === 'planBreaksAfter' ? 1 : 0,
            max,
            start: textAt(kept, 'clarification', name),
          }))}
          change={(values) => ({ clarification: values })}
        />
      )}
    </Loaded>
  );
}

import { useDoor } from '../../api/query.ts';
import { Empty, Loaded } from '../../parts/loaded.tsx';
import { Mark } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { useFormat, useWords } from '../../words/words.tsx';

/** The accounts of the shop at agencies, and whether each answered. */
export function Accounts() {
  const words = useWords();
  const format = useFormat();
  const settings = useDoor('GET /settings');
  return (
    <Panel title={words.agency.account}>
      <Loaded query={settings}>
        {({ accounts }) =>
          accounts.length === 0 ? (
            <Empty title={words.agency.noAccount} />
          ) : (
            <ul className="doings">
              {accounts.map(({ id, agency, mode, checkedAt, refusal }) => (
                <li key={id}>
                  <span>
                    <span className="strong">{agency}</span>{' '}
                    <Mark tone={mode === 'live' ? 'good' : 'warn'}>{words.agency.modes[mode]}</Mark>
                    <span className="small dim" style={{ display: 'block' }}>
                      {words.agency.checkedAt}:{' '}
                      {checkedAt === null ? words.agency.never : format.instant(checkedAt)}
                    </span>
                    {refusal !== null && (
                      <span className="note bad" lang="en" style={{ display: 'block' }}>
                        {refusal}
                      </span>
                    )}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

import { Link } from 'wouter';
import type { Answer } from '../../api/client.ts';
import { useDoor } from '../../api/query.ts';
import { GateList } from '../../parts/gates.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { wordOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import { isLive } from '../agency/claim-state.ts';
import type { Receivable } from './receivable.ts';

type Next = Answer<'GET /receivables/{id}/next'>;
type Claim = Receivable['claims'][number];

/** What happens next, when, and why not earlier. */
export function NextPanel({ receivable }: { receivable: Receivable }) {
  const words = useWords();
  const next = useDoor('GET /receivables/{id}/next', { id: receivable.id });
  return (
    <Panel title={words.case.next}>
      <Loaded query={next} lines={2}>
        {(given) => {
          const claim = receivable.claims.findLast(isLive);
          const atAgency = given.step === 'nothing' && claim !== undefined;
          return atAgency ? (
            <AtAgency claim={claim} on={given.on} />
          ) : (
            <NextView next={given} currency={receivable.currency} />
          );
        }}
      </Loaded>
    </Panel>
  );
}

/** The agency works on it: what it said last, when it is asked again, and where to look. */
function AtAgency({ claim, on }: { claim: Claim; on: string }) {
  const words = useWords();
  const format = useFormat();
  const { id, state, newsAt, askAt, statusText } = claim;
  const says: Readonly<Record<string, string>> = words.next.claim;
  return (
    <div className="stack" style={{ gap: '0.5rem' }}>
      <p className="strong" style={{ margin: 0 }}>
        {wordOf(says, state)}
      </p>
      <p className="dim" style={{ margin: 0 }}>
        {newsAt === null
          ? words.next.noNews
          : `${[words.next.lastNews(format.instant(newsAt)), statusText].filter(Boolean).join(': ')}.`}
        {askAt !== null && askAt.slice(0, 10) >= on && ` ${words.next.asked(format.day(askAt))}`}
      </p>
      <Link href={`/at-agency/claims/${id}`}>{words.next.toClaim}</Link>
    </div>
  );
}

function NextView({ next, currency }: { next: Next; currency: string }) {
  const words = useWords();
  const format = useFormat();
  const { step, because, nextOn, level, template, feeCents, gates } = next;
  const what = template === null ? words.next[step] : wordOf(words.templates, template);
  return (
    <div className="stack" style={{ gap: '0.5rem' }}>
      <p style={{ margin: 0 }}>
        <span className="strong">
          {step === 'wait' && template !== null ? what : words.next[step]}
        </span>
        {step !== 'wait' && template !== null && `: ${what}`}
        {level !== null && ` (${words.common.level(level)})`}
        {nextOn !== null && ` · ${words.next.from(format.day(nextOn))}`}
        {feeCents !== null &&
          feeCents > 0 &&
          ` · ${words.next.fee(format.money(feeCents, currency))}`}
      </p>
      {because !== null && (
        <p className="dim" style={{ margin: 0 }}>
          {words.next.why} {wordOf(words.waitReasons, because)}
        </p>
      )}
      {next.policyVersion !== null && (
        <p className="small dim" style={{ margin: 0 }}>
          {words.next.policy(next.policyVersion)}
        </p>
      )}
      {gates.length > 0 && <GateList gates={gates} />}
    </div>
  );
}

import { wordOf } from '../../parts/marks.tsx';
import { useWords } from '../../words/words.tsx';
import { type Claim, refusalText } from './claim-state.ts';

/** What the agency says of a claim: in our word where one is known, with its own small below. */
export function AgencyStatus(
  claim: Pick<Claim, 'statusText' | 'statusMeaning'> & { refusal?: string | null },
) {
  const words = useWords();
  const { statusText, statusMeaning, refusal = null } = claim;
  const own = statusText ?? refusalText(refusal);
  if (own === null) return '–';
  const isKnown = statusText !== null && statusMeaning !== null && statusMeaning !== 'unmapped';
  if (!isKnown) return <span className="theirs">{own}</span>;
  const word = wordOf(words.meanings, statusMeaning);
  return (
    <>
      {word}
      {word !== own && <span className="theirs two-lines small dim">{own}</span>}
    </>
  );
}

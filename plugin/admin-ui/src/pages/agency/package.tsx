import type { UseQueryResult } from '@tanstack/react-query';
import type { Answer } from '../../api/client.ts';
import { useDoor } from '../../api/query.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Said, type Saying, useSay } from '../../parts/said.tsx';
import { useFormat, useWords } from '../../words/words.tsx';

const MILLION = 1_000_000;

/** What the agency would get of a receivable, or gets of its live claim. */
export function PackageView({ id }: { id: number }) {
  return <Shown query={useDoor('GET /receivables/{id}/handover-package', { id })} />;
}

/** What a claim was handed over with. */
export function ClaimPackage({ id }: { id: number }) {
  return <Shown query={useDoor('GET /claims/{id}/handover-package', { id })} />;
}

/** Exactly what the agency gets; a field nobody has a word for keeps its name of the API. */
function Shown({ query }: { query: UseQueryResult<Answer<'GET /claims/{id}/handover-package'>> }) {
  const words = useWords();
  return (
    <Loaded query={query} lines={6}>
      {({ package: parts, missing, says, frozen, groundSays }) => (
        <div className="stack" style={{ gap: '0.6rem' }}>
          {missing.length > 0 && (
            <div className="note bad">
              <strong>{words.agency.missing}</strong>
              <ul style={{ margin: 0, paddingInlineStart: '1.2rem' }}>
                {missing.map((one, index) => (
                  <li key={one}>
                    <Said says={says.slice(index, index + 1)} english={one} />
                  </li>
                ))}
              </ul>
            </div>
          )}
          {frozen && <p className="small dim">{words.agency.frozen}</p>}
          <Parts value={parts} known={{ currency: String(parts['currency']), groundSays }} />
          <p className="small dim">{words.agency.documentsNamed}</p>
        </div>
      )}
    </Loaded>
  );
}

interface Known {
  currency: string;
  groundSays: readonly Saying[];
}

function Parts({ value, known }: { value: Readonly<Record<string, unknown>>; known: Known }) {
  return (
    <dl className="facts">
      {Object.entries(value).map(([name, part]) => (
        <Part key={name} name={name} value={part} known={known} />
      ))}
    </dl>
  );
}

function Part({ name, value, known }: { name: string; value: unknown; known: Known }) {
  const words = useWords();
  const word = words.packageParts[name];
  if (value === null || value === undefined || value === '') return null;
  return (
    <>
      {word === undefined ? <dt lang="en">{wordsOf(name)}</dt> : <dt>{word}</dt>}
      <dd>
        {isRecord(value) ? (
          <Parts value={value} known={known} />
        ) : Array.isArray(value) ? (
          value.map((one: unknown, index) => (
            // The parts of a package have no name of their own and never change their order.
            // oxlint-disable-next-line react/no-array-index-key
            <div key={index}>
              {isRecord(one) ? (
                <Parts value={one} known={known} />
              ) : (
                <Value name={name} value={one} known={known} />
              )}
            </div>
          ))
        ) : (
          <Value name={name} value={value} known={known} />
        )}
      </dd>
    </>
  );
}

/** A value in the words of the reader, and below it as it is sent where that is another word. */
function Value({ name, value, known }: { name: string; value: unknown; known: Known }) {
  const words = useWords();
  const format = useFormat();
  const say = useSay();
  if (typeof value === 'boolean') return value ? words.common.yes : words.common.no;
  if (typeof value === 'number') {
    if (name === 'rateMillionths') return format.percent(value / MILLION, 2);
    return name.endsWith('Cents') ? format.money(value, known.currency) : format.number(value, 2);
  }
  const sent = String(value);
  if (ISO_DAY.test(sent)) return format.day(sent);
  if (name === 'country') return format.country(sent);
  const said =
    name === 'defaultGround' ? say(known.groundSays) : CODED.has(name) ? valueWord(sent) : null;
  if (said === null) return sent;
  return (
    <>
      {said}
      <span className="as-sent small dim" lang="en">
        {sent}
      </span>
    </>
  );

  /** A code, or one with a number or a day behind it: `invoice R-1001`, `final_notice 2026-05-01`. */
  function valueWord(code: string): string | null {
    const [first = '', rest = ''] = code.split(/ (.*)/);
    const word = words.packageValues[first] ?? words.templates[first];
    if (word === undefined) return null;
    return [word, ISO_DAY.test(rest) ? format.day(rest) : rest].filter(Boolean).join(' ');
  }
}

const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The parts that hold a code of ours. */
const CODED: ReadonlySet<string> = new Set([
  'subject',
  'kind',
  'salutation',
  'addressFrom',
  'debtorKindFrom',
  'template',
  'documents',
]);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `principalCents` reads as `Principal`. */
function wordsOf(name: string): string {
  const spaced = name
    .replace(/(Cents|On|At)$/, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

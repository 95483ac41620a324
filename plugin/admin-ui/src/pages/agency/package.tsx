import type { ReactNode } from 'react';
import { useDoor } from '../../api/query.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Said } from '../../parts/said.tsx';
import { useFormat, useWords } from '../../words/words.tsx';

const MILLION = 1_000_000;

/** Exactly what the agency gets; a field nobody has a word for keeps its name of the API. */
export function PackageView({ id }: { id: number }) {
  const words = useWords();
  const given = useDoor('GET /receivables/{id}/handover-package', { id });
  return (
    <Loaded query={given} lines={6}>
      {({ package: parts, missing, says, frozen }) => (
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
          <Parts value={parts} />
          <p className="small dim">{words.agency.documentsNamed}</p>
        </div>
      )}
    </Loaded>
  );
}

function Parts({ value }: { value: Readonly<Record<string, unknown>> }) {
  return (
    <dl className="facts">
      {Object.entries(value).map(([name, part]) => (
        <Part key={name} name={name} value={part} />
      ))}
    </dl>
  );
}

function Part({ name, value }: { name: string; value: unknown }) {
  const words = useWords();
  const format = useFormat();
  const known = words.packageParts[name];
  if (value === null || value === undefined || value === '') return null;
  let shown: ReactNode = plain(value);
  if (Array.isArray(value)) {
    shown = value.map((one: unknown, index) => (
      // The parts of a package have no name of their own and never change their order.
      // oxlint-disable-next-line react/no-array-index-key
      <div key={index}>{isRecord(one) ? <Parts value={one} /> : plain(one)}</div>
    ));
  } else if (isRecord(value)) shown = <Parts value={value} />;
  else if (name.endsWith('Cents') && typeof value === 'number') shown = format.money(value);
  else if (name.endsWith('On') && typeof value === 'string') shown = format.day(value);
  else if (name === 'rateMillionths' && typeof value === 'number') {
    shown = format.percent(value / MILLION, 2);
  } else if (name === 'country' && typeof value === 'string') shown = format.country(value);
  return (
    <>
      {known === undefined ? <dt lang="en">{wordsOf(name)}</dt> : <dt>{known}</dt>}
      <dd>{shown}</dd>
    </>
  );
}

const plain = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

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

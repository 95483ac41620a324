import { useFormat, useWords } from '../words/words.tsx';
import { CheckIcon, CrossIcon } from './icons.tsx';
import { wordOf } from './marks.tsx';

interface Gate {
  gate: string;
  passed: boolean;
  reason: string;
}

/** Every gate of a hand-over; the shut ones first, because they are what has to be done. */
export function GateList({ gates }: { gates: readonly Gate[] }) {
  const words = useWords();
  const { language } = useFormat();
  const ordered = gates.toSorted((a, b) => Number(a.passed) - Number(b.passed));
  return (
    <ul className="gates">
      {ordered.map(({ gate, passed, reason }) => (
        <li key={gate}>
          <span className={passed ? 'yes' : 'no'}>
            {passed ? <CheckIcon size={16} /> : <CrossIcon size={16} />}
          </span>
          <span>
            <span className={passed ? '' : 'strong'}>
              {wordOf(passed ? words.gatesPassed : words.gatesShut, gate)}
            </span>
            {(language === 'en' || !passed) && (
              <span className="dim small" lang="en" style={{ display: 'block' }}>
                {reason}
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

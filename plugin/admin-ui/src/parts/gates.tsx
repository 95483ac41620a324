import { Button, Collapse } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useWords } from '../words/words.tsx';
import { CheckIcon, CrossIcon } from './icons.tsx';
import { Said, type Saying } from './said.tsx';

interface Gate {
  gate: string;
  passed: boolean;
  reason: string;
  says: readonly Saying[];
}

/** The gates of a hand-over: the shut ones first, for they are to be opened; the rest on a click. */
export function GateList({ gates }: { gates: readonly Gate[] }) {
  const words = useWords();
  const [open, { toggle }] = useDisclosure(false);
  const shut = gates.filter(({ passed }) => !passed);
  const passed = gates.filter((gate) => gate.passed);
  return (
    <div className="stack" style={{ gap: '0.4rem' }}>
      {shut.length > 0 && <Gates gates={shut} />}
      {passed.length > 0 && (
        <div className="small dim">
          {shut.length === 0
            ? words.gates.allPassed(passed.length)
            : words.gates.somePassed(passed.length)}{' '}
          <Button variant="subtle" size="compact-xs" aria-expanded={open} onClick={toggle}>
            {open ? words.gates.hide : words.gates.show}
          </Button>
        </div>
      )}
      <Collapse expanded={open}>
        <Gates gates={passed} />
      </Collapse>
    </div>
  );
}

function Gates({ gates }: { gates: readonly Gate[] }) {
  return (
    <ul className="gates">
      {gates.map(({ gate, passed, reason, says }) => (
        <li key={gate}>
          <span className={passed ? 'yes' : 'no'}>
            {passed ? <CheckIcon size={16} /> : <CrossIcon size={16} />}
          </span>
          <span className={passed ? '' : 'strong'}>
            <Said says={says} english={reason} between={gate === 'in_default' ? ': ' : '; '} />
          </span>
        </li>
      ))}
    </ul>
  );
}

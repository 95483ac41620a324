import { useWords } from '../words/words.tsx';
import { Technical } from './technical.tsx';
import { reasonWord } from './story.tsx';

interface BecameProps {
  /** Of a message that was to leave. */
  state: string;
  /** A reason of ours where it was stopped, else what the other side answered. */
  note: string | null;
}

/** What became of a message, in words; the answer of a server stays as it came, below. */
export function Became({ state, note }: BecameProps) {
  const words = useWords();
  if (note === null || note === '') return null;
  const isReason = /^[a-z_]+$/.test(note);
  const said = isReason ? reasonWord(note, words) : words.deliveries[state];
  return (
    <>
      {said !== undefined && <span className="two-lines small dim">{said}</span>}
      {!isReason && <Technical words={words} text={note} />}
    </>
  );
}

import { Button } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { wordOf } from '../../parts/marks.tsx';
import { useWords } from '../../words/words.tsx';
import type { Level, Policy } from './policy.ts';

const MOST_LEVELS = 12;
const LONGEST_DAYS = 365;
const SPARE = 1.15;
const FULL = 100;

/** The day, counted from the due date, on which each level comes when nothing delays it. */
export function daysOfLevels({ levels }: Policy): number[] {
  const days: number[] = [];
  let last = 0;
  levels.forEach((level, index) => {
    const before = levels[index - 1];
    const wait = before === undefined ? 0 : before.deadlineDays + level.graceDays + 1;
    last = Math.max(last + Math.max(level.afterDays, wait), level.afterDueDays);
    days.push(last);
  });
  return days;
}

export function handoverDay(policy: Policy): number {
  const last = policy.levels.at(-1);
  return (daysOfLevels(policy).at(-1) ?? 0) + (last?.deadlineDays ?? 0) + policy.handoverAfterDays;
}

interface LineProps {
  policy: Policy;
  setLevel: (index: number, part: Partial<Level>) => void;
  setPolicy: (policy: Policy) => void;
  locked: boolean;
}

/** The levels from the due date to the agency; each can be dragged or moved with the arrow keys. */
export function LevelLine({ policy, setLevel, setPolicy, locked }: LineProps) {
  const words = useWords();
  const line = useRef<HTMLDivElement>(null);
  const days = daysOfLevels(policy);
  const end = handoverDay(policy);
  const span = Math.max(30, end * SPARE);
  const at = (day: number): string => `${(day / span) * FULL}%`;
  const move = (index: number, day: number): void => {
    const from = index === 0 ? 0 : (days[index - 1] ?? 0);
    const afterDays = Math.round(Math.max(0, Math.min(LONGEST_DAYS, day - from)));
    if (afterDays !== policy.levels[index]?.afterDays) setLevel(index, { afterDays });
  };
  const dayAt = (clientX: number): number => {
    const box = line.current?.getBoundingClientRect();
    return box === undefined ? 0 : ((clientX - box.left) / box.width) * span;
  };
  const add = (): void => {
    const last = policy.levels.at(-1);
    if (last !== undefined) setPolicy({ ...policy, levels: [...policy.levels, { ...last }] });
  };
  return (
    <>
      <div className="level-line" ref={line}>
        <span className="rail" />
        <span className="stop high" style={{ left: 0 }}>
          <span className="pin" />
          <span className="label">{words.common.dueOn}</span>
        </span>
        {policy.levels.map((level, index) => (
          <Stop
            // Levels have no name but their place.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            label={wordOf(words.templates, level.template)}
            number={index + 1}
            day={days[index] ?? 0}
            left={at(days[index] ?? 0)}
            high={index % 2 === 1}
            locked={locked}
            drag={(clientX) => move(index, dayAt(clientX))}
            step={(by) => setLevel(index, { afterDays: Math.max(0, level.afterDays + by) })}
          />
        ))}
        <span className="stop end" style={{ left: at(end) }}>
          <span className="pin" />
          <span className="label">
            {words.nav.agency} · {words.policies.dayNumber(end)}
          </span>
        </span>
      </div>
      {!locked && policy.levels.length < MOST_LEVELS && (
        <Button variant="default" size="xs" onClick={add}>
          {words.policies.addLevel}
        </Button>
      )}
    </>
  );
}

interface StopProps {
  label: string;
  number: number;
  day: number;
  left: string;
  high: boolean;
  locked: boolean;
  drag: (clientX: number) => void;
  step: (by: number) => void;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -7,
  PageUp: 7,
};

function Stop({ label, number, day, left, high, locked, drag, step }: StopProps) {
  const words = useWords();
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = STEPS[event.key];
    if (by === undefined || locked) return;
    event.preventDefault();
    step(by);
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) drag(event.clientX);
  };
  return (
    <span className={high ? 'stop high' : 'stop'} style={{ left }}>
      <span
        className="pin level"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={LONGEST_DAYS}
        aria-valuenow={day}
        aria-valuetext={words.policies.dayNumber(day)}
        aria-disabled={locked}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (!locked) event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={onPointerMove}
      >
        {number}
      </span>
      <span className="label">
        {label} · {words.policies.dayNumber(day)}
      </span>
    </span>
  );
}

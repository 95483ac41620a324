import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Format } from '../words/format.ts';
import type { Words } from '../words/en.ts';
import { useFormat, useWords } from '../words/words.tsx';
import { Empty } from './loaded.tsx';
import { type Tone, wordOf } from './marks.tsx';

export interface StoryItem {
  sequence: number;
  type: string;
  data: Readonly<Record<string, string | number | boolean | null>>;
  actor: string;
  actorName: string | null;
  occurredAt: string;
}

const SHOWN = 25;

/** What happened, newest first. */
export function Story({ items, currency }: { items: readonly StoryItem[]; currency: string }) {
  const words = useWords();
  const format = useFormat();
  const [all, setAll] = useState(false);
  if (items.length === 0) return <Empty title={words.case.noStory} />;
  const shown = all ? items : items.slice(0, SHOWN);
  return (
    <>
      <ol className="story">
        {shown.map((item) => (
          <li key={item.sequence}>
            <time dateTime={item.occurredAt}>{format.day(item.occurredAt)}</time>
            <span className={`dot ${toneOf(item.type)}`} />
            <span className="what">
              <span className="strong">{wordOf(words.events, item.type)}</span>{' '}
              <span>{detailsOf(item.data, { words, format, currency })}</span>
              <span className="small dim" style={{ display: 'block' }}>
                {whoDid(item, words)}
              </span>
            </span>
          </li>
        ))}
      </ol>
      {shown.length < items.length && (
        <Button variant="default" size="xs" mt="sm" onClick={() => setAll(true)}>
          {words.today.showAll(items.length)}
        </Button>
      )}
    </>
  );
}

/** Who did it: a person or an API key by name, anything else by what it is. */
export function whoDid(
  { actor, actorName }: { actor: string; actorName: string | null },
  words: Words,
): string {
  const [kind = '', number = ''] = actor.split(':');
  if (kind === 'user') return actorName ?? words.actors['formerUser'] ?? '';
  const who =
    words.actors[kind.startsWith('agency') ? 'agency' : kind] ?? words.actors['job'] ?? '';
  // Somebody in the admin of the shop, of whom it tells no more than a number.
  const which = actorName ?? (kind === 'shopify' ? number : '');
  return `${who} ${which}`.trim();
}

const BAD = ['failed', 'refused', 'rejected', 'unconfirmed', 'reopened', 'corrected', 'broken'];
const GOOD = ['paid', 'kept'];
const STOPS = ['placed', 'opened', 'stopped', 'cancelled', 'written_off', 'withdrawn'];

/** A colour only repeats what the words say. */
function toneOf(type: string): Tone {
  const [noun = '', verb = ''] = type.split('.');
  if (BAD.includes(verb)) return 'bad';
  if (GOOD.includes(verb) || noun === 'payment' || noun === 'payout') return 'good';
  if (STOPS.includes(verb)) return 'warn';
  if (noun === 'reminder') return 'calm';
  return noun === 'claim' || noun.startsWith('agency') ? 'accent' : 'plain';
}

interface Tools {
  words: Words;
  format: Format;
  currency: string;
}

/** The particulars that tell a reader something; ids and hashes stay in the audit log. */
export function detailsOf(data: StoryItem['data'], { words, format, currency }: Tools): string {
  return Object.entries(data)
    .flatMap(([name, value]) => {
      if (value === null || value === '' || typeof value === 'boolean') return [];
      if (name.endsWith('Cents') && typeof value === 'number') {
        if (value === 0 && name !== 'amountCents') return [];
        return [
          [words.storyAmounts[name], format.money(value, currency)].filter(Boolean).join(' '),
        ];
      }
      if (name === 'level') return [words.common.level(Number(value))];
      if (TOLD_DAYS.includes(name) && typeof value === 'string') {
        return [dayWords(name, value, words, format)];
      }
      if (name === 'fileNumber') return [String(value)];
      if (name === 'reason' || name === 'because') return [reasonWord(String(value), words)];
      return [];
    })
    .join(' · ');
}

/** Days that say more than the day of the event itself. */
const TOLD_DAYS: readonly string[] = ['untilOn', 'deadlineOn', 'dueOn', 'promisedOn', 'answerByOn'];

function dayWords(name: string, day: string, words: Words, format: Format): string {
  const text = format.day(day);
  if (name === 'untilOn') return words.common.until(text);
  return name === 'deadlineOn' ? words.case.deadlineIs(text) : text;
}

/** A reason of any closed list. */
export function reasonWord(code: string, words: Words): string {
  const lists: Readonly<Record<string, string>>[] = [
    words.blockReasons,
    words.disputeReasons,
    words.waitReasons,
    words.writeOffReasons,
    words.stopReasons,
    words.runReasons,
  ];
  const state = code.replace(/^receivable_/, '');
  if (state !== code) return wordOf(words.receivableStates, state);
  return lists.find((list) => code in list)?.[code] ?? code.replaceAll('_', ' ');
}

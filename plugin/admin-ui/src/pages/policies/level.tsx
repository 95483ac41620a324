import {
  ActionIcon,
  Button,
  MultiSelect,
  NumberInput,
  Select,
  Switch,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { CrossIcon } from '../../parts/icons.tsx';
import { wordOf } from '../../parts/marks.tsx';
import { Panel } from '../../parts/page.tsx';
import { centsFrom } from '../../words/format.ts';
import { useFormat, useWords } from '../../words/words.tsx';
import { LetterTexts } from './letter-text.tsx';
import type { Level, Warning } from './policy.ts';
import { WarningsAt } from './warnings.tsx';

interface LevelProps {
  level: Level;
  index: number;
  locked: boolean;
  warnings: readonly Warning[];
  set: (part: Partial<Level>) => void;
  remove?: () => void;
}

const TEMPLATES = [
  'friendly_reminder',
  'first_reminder',
  'second_reminder',
  'final_notice',
] as const;
const ATTACHMENTS = ['statement', 'invoice'] as const;
const CHANNELS = ['email', 'letter', 'telephone', 'webhook'] as const;

/** One level, typed. */
export function LevelFields({ level, index, locked, warnings, set, remove }: LevelProps) {
  const words = useWords();
  const path = `levels[${index}]`;
  const [reading, setReading] = useState(false);
  const number = (name: 'afterDays' | 'deadlineDays' | 'graceDays', min: number, max: number) => (
    <NumberInput
      label={words.policies.fields[name]}
      disabled={locked}
      min={min}
      max={max}
      value={level[name]}
      onChange={(now) => typeof now === 'number' && set({ [name]: now })}
    />
  );
  return (
    <Panel
      title={`${index + 1} · ${wordOf(words.templates, level.template)}`}
      more={
        remove !== undefined &&
        !locked && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={words.policies.removeLevel(index + 1)}
            onClick={remove}
          >
            <CrossIcon size={15} />
          </ActionIcon>
        )
      }
    >
      <div className="fields">
        <Select
          label={words.policies.fields.template}
          disabled={locked}
          value={level.template}
          data={TEMPLATES.map((value) => ({ value, label: wordOf(words.templates, value) }))}
          onChange={(now) => now !== null && set({ template: now })}
        />
        {number('afterDays', 0, 365)}
        {number('deadlineDays', 1, 90)}
        {number('graceDays', 0, 60)}
        <Fee level={level} kind="consumer" locked={locked} set={set} />
        <Fee level={level} kind="business" locked={locked} set={set} />
        <MultiSelect
          label={words.policies.fields.channels}
          disabled={locked}
          value={[...level.channels]}
          data={CHANNELS.map((value) => ({ value, label: wordOf(words.channels, value) }))}
          onChange={(now) => now.length > 0 && set({ channels: now })}
        />
        <MultiSelect
          label={words.policies.fields.attachments}
          disabled={locked}
          value={[...level.attachments]}
          data={ATTACHMENTS.map((value) => ({ value, label: wordOf(words.attachments, value) }))}
          onChange={(now) => set({ attachments: now })}
        />
        <div className="stack" style={{ gap: '0.4rem', alignContent: 'end' }}>
          <Switch
            label={words.policies.fields.interest}
            disabled={locked}
            checked={level.interest}
            onChange={(event) => set({ interest: event.currentTarget.checked })}
          />
          <Switch
            label={words.policies.fields.approval}
            disabled={locked}
            checked={level.approval}
            onChange={(event) => set({ approval: event.currentTarget.checked })}
          />
        </div>
      </div>
      <WarningsAt warnings={warnings} path={path} />
      <Button
        variant="subtle"
        size="compact-sm"
        mt="xs"
        aria-expanded={reading}
        aria-label={`${reading ? words.texts.close : words.texts.open}: ${wordOf(words.templates, level.template)}`}
        onClick={() => setReading(!reading)}
      >
        {reading ? words.texts.close : words.texts.open}
      </Button>
      {reading && <LetterTexts key={level.template} name={level.template} />}
    </Panel>
  );
}

function Fee(props: {
  level: Level;
  kind: 'consumer' | 'business';
  locked: boolean;
  set: LevelProps['set'];
}) {
  const { level, kind, locked, set } = props;
  const words = useWords();
  const format = useFormat();
  const [text, setText] = useState(format.number(level.feeCents[kind] / 100, 2));
  const cents = centsFrom(text);
  return (
    <TextInput
      label={words.policies.fields[kind]}
      disabled={locked}
      inputMode="decimal"
      value={text}
      error={cents === null ? words.ask.notMoney : undefined}
      onChange={(event) => {
        const now = event.currentTarget.value;
        setText(now);
        const read = centsFrom(now);
        if (read !== null) set({ feeCents: { ...level.feeCents, [kind]: read } });
      }}
    />
  );
}

import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { useDoor } from '../../api/query.ts';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/page.tsx';
import { Grid } from '../../parts/table.tsx';
import { useFormat, useWords } from '../../words/words.tsx';
import type { Scope, StoredPolicy } from './policy.ts';

/** Every version of a policy, and what two of them have apart. */
export function Versions({ scope }: { scope: Scope }) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  return (
    <Panel
      title={words.policies.versions}
      more={
        <Button
          variant="subtle"
          size="compact-sm"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? words.do.close : words.do.compare}
        </Button>
      }
    >
      {open ? (
        <Compare scope={scope} />
      ) : (
        <span className="dim small">{words.policies.versionsSay}</span>
      )}
    </Panel>
  );
}

function Compare({ scope }: { scope: Scope }) {
  const versions = useDoor('GET /policies/versions', { query: { limit: 200 } });
  return (
    <Loaded query={versions} lines={4}>
      {({ items }) => (
        <Pair
          items={items.filter(
            (item) => item.scope === scope.scope && item.scopeKey === scope.scopeKey,
          )}
        />
      )}
    </Loaded>
  );
}

function Pair({ items }: { items: readonly StoredPolicy[] }) {
  const words = useWords();
  const format = useFormat();
  const [left, setLeft] = useState(String(items[1]?.id ?? items[0]?.id ?? ''));
  const [right, setRight] = useState(String(items[0]?.id ?? ''));
  const find = (id: string): StoredPolicy | undefined =>
    items.find((item) => String(item.id) === id);
  const a = find(left);
  const b = find(right);
  const options = items.map(({ id, version, savedAt }) => ({
    value: String(id),
    label: `${words.policies.version(version)} · ${format.instant(savedAt)}`,
  }));
  if (a === undefined || b === undefined) return <p className="dim">{words.policies.oneVersion}</p>;
  const rows = differences(a.policy, b.policy);
  return (
    <div className="stack">
      <div className="fields">
        <Select
          label={words.policies.older}
          data={options}
          value={left}
          onChange={(id) => setLeft(id ?? '')}
        />
        <Select
          label={words.policies.newer}
          data={options}
          value={right}
          onChange={(id) => setRight(id ?? '')}
        />
      </div>
      {rows.length === 0 ? (
        <p className="dim" style={{ margin: 0 }}>
          {words.policies.same}
        </p>
      ) : (
        <Grid
          caption={words.policies.versions}
          rows={rows}
          keyOf={({ path }) => path}
          columns={[
            {
              name: 'path',
              head: words.policies.field,
              cell: ({ path }) => <span className="mono">{path}</span>,
            },
            { name: 'a', head: words.policies.version(a.version), cell: ({ before }) => before },
            {
              name: 'b',
              head: words.policies.version(b.version),
              cell: ({ after }) => <strong>{after}</strong>,
            },
          ]}
        />
      )}
    </div>
  );
}

interface Difference {
  path: string;
  before: string;
  after: string;
}

/** The leaves that are not the same. */
export function differences(before: unknown, after: unknown, path = ''): Difference[] {
  if (isTree(before) && isTree(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) =>
      differences(before[name], after[name], path === '' ? name : `${path}.${name}`),
    );
  }
  const [a, b] = [textOf(before), textOf(after)];
  return a === b ? [] : [{ path, before: a, after: b }];
}

const isTree = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const textOf = (value: unknown): string => (value === undefined ? '–' : JSON.stringify(value));

/** A bulk query and its file: one line an object, children after their parents or anywhere. */
import { graphql } from 'graphql';
import { adminSchema } from './schema.ts';

interface Parent {
  id?: unknown;
  [key: string]: unknown;
}

/** Runs a bulk query and writes its lines. Children come before their parents: that is allowed. */
export async function linesOfBulk(query: string, rootValue: unknown): Promise<string[]> {
  const { data, errors } = await graphql({ schema: adminSchema(), source: query, rootValue });
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('; '));
  const lines: string[] = [];
  for (const value of Object.values(data ?? {})) {
    for (const node of nodesOf(value)) write(node, null, lines);
  }
  return lines;
}

function write(node: Parent, parentId: unknown, lines: string[]): void {
  const line = withoutConnections(node, node.id, lines);
  lines.push(JSON.stringify(parentId === null ? line : { ...line, __parentId: parentId }));
}

/** The object without its connections, whose nodes become lines of their own. */
function withoutConnections(node: Parent, ownerId: unknown, lines: string[]): Parent {
  const kept: Parent = {};
  for (const [key, value] of Object.entries(node)) {
    if (isConnection(value)) {
      for (const child of nodesOf(value)) write(child, ownerId, lines);
    } else if (isObject(value)) {
      kept[key] = withoutConnections(value, value.id ?? ownerId, lines);
    } else {
      kept[key] = value;
    }
  }
  return kept;
}

const isObject = (value: unknown): value is Parent =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isConnection = (value: unknown): boolean => isObject(value) && Array.isArray(value['edges']);

const nodesOf = (value: unknown): Parent[] =>
  isObject(value) && Array.isArray(value['edges'])
    ? value['edges'].map((edge: { node: Parent }) => edge.node)
    : [];

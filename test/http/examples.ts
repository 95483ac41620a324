/** The smallest thing every door takes, made from its own description. */
import { z } from 'zod';

/** What the description of the API says of one method at one path. */
export interface Operation {
  requestBody?: { content: { 'application/json'?: { schema: JsonSchema } } };
}

export const PDF = new TextEncoder().encode('%PDF-1.7 an invoice');

/** What a door takes that asks for no JSON is a PDF. */
export function bodyFor(asked: Operation['requestBody']): { body?: unknown } {
  if (asked === undefined) return {};
  const schema = asked.content['application/json']?.schema;
  return { body: schema === undefined ? PDF : fromJsonSchema(schema) };
}

interface JsonSchema {
  oneOf?: readonly JsonSchema[];
  anyOf?: readonly JsonSchema[];
  const?: unknown;
  items?: JsonSchema;
  type?: string;
  format?: string;
  enum?: readonly unknown[];
  minimum?: number;
  required?: readonly string[];
  properties?: Readonly<Record<string, JsonSchema>>;
}

/** The smallest body a schema takes, so that a new route is tried without being named here. */
function fromJsonSchema(schema: JsonSchema): unknown {
  const [either] = schema.oneOf ?? schema.anyOf ?? [];
  if (either !== undefined) return fromJsonSchema(either);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  switch (schema.type ?? 'string') {
    case 'object': {
      const entries = Object.entries(schema.properties ?? {});
      const needed = entries.filter(([name]) => schema.required?.includes(name));
      return Object.fromEntries(needed.map(([name, part]) => [name, fromJsonSchema(part)]));
    }
    case 'array':
      return schema.items === undefined ? [] : [fromJsonSchema(schema.items)];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    default:
      return schema.format === 'date' ? '2026-05-20' : 'example';
  }
}

export const exampleOf = (schema: z.ZodType | undefined): unknown =>
  schema === undefined
    ? undefined
    : fromJsonSchema(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema);

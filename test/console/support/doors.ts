/** Turns the OpenAPI description of our doors into the types the console is checked with. */

export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

interface Operation {
  readonly parameters?: readonly { name: string; in: string; schema: Schema }[];
  readonly requestBody?: { content: Readonly<Record<string, { schema: Schema }>> };
  readonly responses: Readonly<
    Record<string, { content?: Readonly<Record<string, { schema: Schema }>> }>
  >;
}

export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const HEAD = `/**
 * Every door of the API with what goes in and out, made from its OpenAPI description by
 * \`UPDATE_DOCS=1 npm test -- test/docs\`. Not written by hand.
 */`;

/** The text of the types file. */
export function doorTypes({ paths }: Description): string {
  const doors = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => door(path, method, operation)),
  );
  return `${HEAD}\nexport interface Doors {\n${doors.toSorted().join('\n')}\n}\n`;
}

function door(path: string, method: string, operation: Operation): string {
  const name = `${method.toUpperCase()} ${path.replace(/^\/api\/v1/, '')}`;
  const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const asked = query.map(({ name, schema }) => `${quoted(name)}?: ${typeOf(schema)};`);
  const body = operation.requestBody?.content['application/json']?.schema;
  const [good] = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
  const answer = good?.[1].content?.['application/json']?.schema;
  return (
    `  '${name}': {\n` +
    `    query: ${asked.length === 0 ? 'never' : `{ ${asked.join(' ')} }`};\n` +
    `    body: ${body === undefined ? 'never' : typeOf(body)};\n` +
    `    answer: ${answer === undefined ? 'unknown' : typeOf(answer)};\n` +
    `  };`
  );
}

const quoted = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`);

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return either(schema.enum.map((value) => JSON.stringify(value)));
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return either(choices.map(typeOf));
  if (schema.allOf !== undefined) return schema.allOf.map(typeOf).join(' & ');
  const { type } = schema;
  if (Array.isArray(type)) {
    return either((type as readonly string[]).map((one) => typeOf({ ...schema, type: one })));
  }
  switch (type ?? 'unknown') {
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
    case 'null':
      return String(type);
    case 'array':
      return schema.prefixItems === undefined
        ? `(${typeOf(schema.items ?? {})})[]`
        : `[${schema.prefixItems.map(typeOf).join(', ')}]`;
    case 'object':
      return objectType(schema);
    default:
      return 'unknown';
  }
}

const either = (types: readonly string[]): string => [...new Set(types)].join(' | ');

function objectType({ properties, required = [], additionalProperties }: Schema): string {
  const rest = typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown';
  if (properties === undefined) return `Record<string, ${rest}>`;
  const parts = Object.entries(properties).map(
    ([name, schema]) => `${quoted(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`,
  );
  const isLoose = typeof additionalProperties === 'object' || additionalProperties === true;
  if (isLoose) parts.push('[name: string]: unknown;');
  return parts.length === 0 ? 'Record<string, never>' : `{ ${parts.join(' ')} }`;
}

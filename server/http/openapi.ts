import { z } from 'zod';

type Json = Readonly<Record<string, unknown>>;

/** What the description needs to know of a route. */
export interface Described {
  method: string;
  path: string;
  summary: string;
  roles?: readonly string[];
  query?: z.ZodType;
  body?: z.ZodType;
  /** Of the body, when it is not JSON. */
  takes?: string;
  hasId: boolean;
  answer: z.ZodType;
  status: number;
  /** Of the answer, when it is not JSON. */
  type?: string;
}

interface DoorWords {
  base: string;
  title: string;
  description: string;
}

const SHOP_DOOR: DoorWords = {
  base: '/api/v1',
  title: 'Mahnlauf',
  description:
    'Receivables, dunning and claims of one shop: the key says which. Amounts are whole ' +
    "cents, days are the creditor's calendar days, instants are UTC. Every POST honours an " +
    '`Idempotency-Key`.',
};

const problem: Json = {
  description: 'What happened and what to do next',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status', 'code', 'detail'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          code: { type: 'string' },
          detail: { type: 'string' },
          says: {
            type: 'array',
            description: 'the detail as codes and values; left out where there are none',
            items: {
              type: 'object',
              properties: { code: { type: 'string' }, values: { type: 'object' } },
            },
          },
          fields: {
            type: 'array',
            items: { type: 'string' },
            description: 'which parts of the input are refused, as `creditor.iban`',
          },
        },
      },
    },
  },
};

const toSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};

/** The OpenAPI 3.1 description, made from the routes themselves. */
export function openApi(
  routes: readonly Described[],
  publicUrl: string,
  { base, title, description }: DoorWords = SHOP_DOOR,
): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = `${base}${route.path.replace(':id', '{id}')}`;
    paths[path] = { ...paths[path], [route.method]: operation(route, base === SHOP_DOOR.base) };
  }
  return {
    openapi: '3.1.0',
    info: { title, version: '1', description },
    servers: [{ url: publicUrl }],
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    paths,
  };
}

function operation(route: Described, hasKeys: boolean): Json {
  const parameters = [
    ...(route.hasId
      ? [{ name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }]
      : []),
    ...(route.query === undefined ? [] : queryParameters(route.query)),
    ...(hasKeys && route.method === 'post' ? [IDEMPOTENCY_KEY] : []),
  ];
  return {
    summary: route.summary,
    ...(route.roles === undefined ? {} : { 'x-roles': route.roles }),
    parameters,
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              [route.takes ?? 'application/json']: { schema: toSchema(route.body, 'input') },
            },
          },
        }),
    responses: {
      [route.status]: {
        description: route.summary,
        content: {
          [route.type ?? 'application/json']: { schema: toSchema(route.answer, 'output') },
        },
      },
      default: problem,
    },
  };
}

const IDEMPOTENCY_KEY: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Calling again with the same key does nothing twice and gives the first answer.',
  schema: { type: 'string', maxLength: 100 },
};

function queryParameters(query: z.ZodType): Json[] {
  const { properties } = toSchema(query, 'input') as { properties?: Record<string, Json> };
  return Object.entries(properties ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema,
  }));
}

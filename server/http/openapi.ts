import { z } from 'zod';
import type { Route } from './routes.ts';

type Json = Readonly<Record<string, unknown>>;

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
export function openApi(routes: readonly Route[], publicUrl: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = `/api/v1${route.path.replace(':id', '{id}')}`;
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Mahnlauf',
      version: '1',
      description:
        'Receivables, dunning and claims of one shop: the key says which. Amounts are whole ' +
        "cents, days are the creditor's calendar days, instants are UTC. Every POST honours an " +
        '`Idempotency-Key`.',
    },
    servers: [{ url: publicUrl }],
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    paths,
  };
}

function operation(route: Route): Json {
  const parameters = [
    ...(route.hasId
      ? [{ name: 'id', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } }]
      : []),
    ...(route.query === undefined ? [] : queryParameters(route.query)),
    ...(route.method === 'post' ? [IDEMPOTENCY_KEY] : []),
  ];
  return {
    summary: route.summary,
    'x-roles': route.roles,
    parameters,
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: toSchema(route.body, 'input') } },
          },
        }),
    responses: {
      [route.status]: {
        description: route.summary,
        content: { 'application/json': { schema: toSchema(route.answer, 'output') } },
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

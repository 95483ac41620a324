/** Shopify's own Admin schema, and what a query costs after Shopify's rules. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  buildClientSchema,
  type DocumentNode,
  type FieldNode,
  getNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type IntrospectionQuery,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql';

let loaded: GraphQLSchema | null = null;

/** The Admin schema of the version we speak, from Shopify's own package. Loaded once. */
export function adminSchema(version = '2026-10'): GraphQLSchema {
  if (loaded !== null) return loaded;
  const file = `../../../node_modules/@shopify/dev-mcp/dist/data/admin_${version}.json.gz`;
  const packed = readFileSync(new URL(file, import.meta.url));
  const { data } = JSON.parse(gunzipSync(packed).toString('utf8')) as { data: IntrospectionQuery };
  loaded = buildClientSchema(data, { assumeValid: true });
  return loaded;
}

export interface Cost {
  points: number;
  /** Connections without `first` or `last`: Shopify refuses them outside bulk queries. */
  unbounded: string[];
}

/** Points of a query: a scalar 0, an object 1, a list its size times its objects, a mutation 10. */
export function costOf(document: DocumentNode, variables: Readonly<Record<string, unknown>>): Cost {
  const schema = adminSchema();
  const unbounded: string[] = [];
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  );

  const sizeOf = (field: FieldNode): number | null => {
    const argument = field.arguments?.find(({ name }) => /^(first|last)$/.test(name.value));
    if (argument?.value.kind === Kind.INT) return Number(argument.value.value);
    if (argument?.value.kind !== Kind.VARIABLE) return null;
    return Number(variables[argument.value.name.value] ?? 0);
  };

  const costOfField = (field: FieldNode, type: GraphQLOutputType): number => {
    const named = getNamedType(type);
    if (isLeafType(named) || field.selectionSet === undefined) return 0;
    const inner = costOfSelection(field.selectionSet, named.name);
    const size = sizeOf(field);
    if (named.name.endsWith('Connection')) {
      if (size === null) unbounded.push(field.name.value);
      return 2 + (size ?? 1) * inner;
    }
    const ids = field.arguments?.find(({ name }) => name.value === 'ids')?.value;
    if (ids?.kind === Kind.VARIABLE) {
      const named = variables[ids.name.value];
      return (Array.isArray(named) ? named.length : 0) * (1 + inner);
    }
    if (field.name.value === 'pageInfo') return 0;
    if (/^(nodes|edges)$/.test(field.name.value)) return inner + (isEdge(type) ? 0 : 1);
    return isList(type) ? (size ?? 1) * (1 + inner) : 1 + inner;
  };

  const costOfSelection = (selection: SelectionSetNode, typeName: string): number => {
    const type = schema.getType(typeName);
    let points = 0;
    for (const one of selection.selections) {
      if (one.kind === Kind.FIELD) {
        const fields = type !== undefined && 'getFields' in type ? type.getFields() : {};
        const field = fields[one.name.value];
        if (field !== undefined && 'args' in field) points += costOfField(one, field.type);
      } else {
        const fragment = one.kind === Kind.FRAGMENT_SPREAD ? fragments.get(one.name.value) : one;
        const on = fragment?.typeCondition?.name.value ?? typeName;
        if (fragment !== undefined) points += costOfSelection(fragment.selectionSet, on);
      }
    }
    return points;
  };

  let points = 0;
  for (const one of document.definitions) {
    if (one.kind !== Kind.OPERATION_DEFINITION) continue;
    const root =
      one.operation === OperationTypeNode.MUTATION
        ? schema.getMutationType()
        : schema.getQueryType();
    if (one.operation === OperationTypeNode.MUTATION)
      points += 10 * one.selectionSet.selections.length;
    else if (root && isCompositeType(root)) points += costOfSelection(one.selectionSet, root.name);
  }
  return { points, unbounded };
}

const isList = (type: GraphQLOutputType): boolean =>
  isNonNullType(type) ? isList(type.ofType) : isListType(type);

const isEdge = (type: GraphQLOutputType): boolean => getNamedType(type).name.endsWith('Edge');

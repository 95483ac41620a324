/**
 * The data of a restricted debtor are kept for one reason and shown to the owner alone (GDPR 18).
 * Every answer of the API passes here: below whatever is about such a debtor a text is hidden from
 * everybody else unless it is known to name nobody, so a field that is added later is hidden as well.
 */
import { z } from 'zod';
import type { House } from '../actions/house.ts';
import { Forbidden } from '../domain/errors.ts';
import { say, type Saying, sayings } from '../domain/sayings.ts';
import { findRestricted, isRestricted, type LeadToDebtor } from '../storage/views.ts';
import type { Caller } from './caller.ts';
import type { Route } from './route.ts';

interface Asked {
  house: House;
  caller: Pick<Caller, 'shopId' | 'role'>;
}

interface Input {
  id: number;
  query: unknown;
  body: unknown;
}

/** Texts under these names are numbers of papers, words of closed lists, or who of the house did it. */
const NAMES_NOBODY: ReadonlySet<string> = new Set(
  [
    'orderId orderName invoiceNumber ourReference fileNumber externalId posting reference',
    'transactionId',
    'contentHash groupKey path consolePath next account channel code currency delivery end gate',
    'kind language operation rule source state statusCode statusMeaning template type',
    'actor actorName author authorName placedBy releasedBy openedBy madeBy doneBy editedBy',
  ].flatMap((names) => names.split(' ')),
);

/** A day or an instant. */
const TIME = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/;

/** Whose rows the numbers in the paths are. */
const TABLES: Readonly<Record<string, LeadToDebtor['table']>> = {
  claims: 'claims',
  debtors: 'parties',
  disputes: 'disputes',
  'dunning-blocks': 'dunning_blocks',
  'dunning-run-items': 'dunning_run_items',
  'foreign-payments': 'tasks',
  'handover-requests': 'tasks',
  'instalment-plans': 'instalment_plans',
  outbox: 'outbox',
  promises: 'promises',
  receivables: 'receivables',
  reminders: 'reminders',
  'special-states': 'special_states',
  tasks: 'tasks',
};

/** Whose rows the numbers in the fields are. */
const FIELDS: Readonly<Record<string, LeadToDebtor['table']>> = {
  receivableId: 'receivables',
  claimId: 'claims',
  debtorId: 'parties',
  reminderId: 'reminders',
};

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const leadsIn = (fields: Fields): LeadToDebtor[] =>
  Object.entries(FIELDS).flatMap(([name, table]) => {
    const id = fields[name];
    return typeof id === 'number' ? [{ table, id }] : [];
  });

/** What a call is about, by its path and by what it asks for. */
function leadsOfCall(route: Pick<Route, 'path'>, { id, query, body }: Input): LeadToDebtor[] {
  const [, first = '', second] = route.path.split('/');
  const table = second === ':id' ? TABLES[first] : undefined;
  const named = [query, body].flatMap((given) => (isFields(given) ? leadsIn(given) : []));
  return table === undefined ? named : [{ table, id }, ...named];
}

/** A paper about a restricted debtor is his data from end to end: it is refused as a whole. */
export async function refuseRestricted(
  { house, caller }: Asked,
  route: Pick<Route, 'path' | 'type' | 'isAboutDebtor'>,
  input: Input,
): Promise<void> {
  if (caller.role === 'owner') return;
  if (route.type === undefined && route.isAboutDebtor !== true) return;
  for (const lead of leadsOfCall(route, input)) {
    if (!(await isRestricted(house.db, caller.shopId, lead))) continue;
    const why = 'the data of this debtor are restricted (GDPR 18); the owner alone sees them';
    throw new Forbidden(why);
  }
}

/** The answer as the caller may see it. */
export async function hideRestricted<T>(
  { house, caller }: Asked,
  { route, input }: { route: Pick<Route, 'path' | 'answer'>; input: Input },
  answer: T,
): Promise<T> {
  if (caller.role === 'owner') return answer;
  const ofCall = leadsOfCall(route, input);
  const leads = [...ofCall, ...allLeadsIn(answer)];
  if (leads.length === 0) return answer;
  const found = await findRestricted(house.db, caller.shopId, leads);
  if (found.length === 0) return answer;
  const restricted = new Set(found.map(keyOf));
  const isHis = (some: readonly LeadToDebtor[]): boolean =>
    some.some((lead) => restricted.has(keyOf(lead)));
  const start = { name: '', isHis: isHis(ofCall), shape: shapeOf(route.answer) };
  return shown(answer, start, (fields) => isHis(leadsIn(fields))) as T;
}

const keyOf = ({ table, id }: LeadToDebtor): string => `${table} ${id}`;

function allLeadsIn(value: unknown): LeadToDebtor[] {
  if (Array.isArray(value)) return value.flatMap(allLeadsIn);
  if (!isFields(value)) return [];
  return [...leadsIn(value), ...Object.values(value).flatMap(allLeadsIn)];
}

/** What the description of the API says of a value. */
interface Shape {
  type?: string | readonly string[];
  enum?: readonly unknown[];
  namesNobody?: boolean;
  anyOf?: readonly Shape[];
  oneOf?: readonly Shape[];
  items?: Shape;
  properties?: Readonly<Record<string, Shape>>;
}

const shapes = new WeakMap<z.ZodType, Shape>();

function shapeOf(schema: z.ZodType): Shape {
  const known = shapes.get(schema);
  if (known !== undefined) return known;
  const made = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as Shape;
  shapes.set(schema, made);
  return made;
}

const either = (shape: Shape): readonly Shape[] => shape.anyOf ?? shape.oneOf ?? [shape];
const mayBeNull = (shape: Shape): boolean =>
  either(shape).some(({ type }) => [type].flat().includes('null'));
const isClosed = (shape: Shape): boolean =>
  either(shape).some((one) => one.enum !== undefined || one.namesNobody === true);

interface Place {
  name: string;
  /** Does this belong to a restricted debtor? */
  isHis: boolean;
  shape: Shape;
}

function shown(value: unknown, place: Place, isAbout: (fields: Fields) => boolean): unknown {
  if (Array.isArray(value)) {
    const items = either(place.shape).find((one) => one.items !== undefined)?.items ?? {};
    return value.map((one) => shown(one, { ...place, shape: items }, isAbout));
  }
  if (isFields(value)) {
    const isHis = place.isHis || isAbout(value);
    // A debtor without a name is none.
    if (isHis && place.name === 'debtor' && mayBeNull(place.shape)) return null;
    return shownFields(value, { ...place, isHis }, isAbout);
  }
  if (!place.isHis || typeof value !== 'string' || namesNobody(value, place)) return value;
  return mayBeNull(place.shape) ? null : '';
}

const namesNobody = (text: string, { name, shape }: Place): boolean =>
  text === '' || NAMES_NOBODY.has(name) || TIME.test(text) || isClosed(shape);

function shownFields(fields: Fields, place: Place, isAbout: (fields: Fields) => boolean): Fields {
  const parts = either(place.shape).find((one) => one.properties !== undefined)?.properties ?? {};
  const isHidden = ([name, value]: [string, unknown]): boolean =>
    place.isHis && typeof value === 'string' && !namesNobody(value, { ...place, name, shape: {} });
  const pairs = Object.entries(fields)
    // A record of whatever names loses what may name somebody.
    .filter((pair) => parts[pair[0]] !== undefined || !isHidden(pair))
    .map(([name, value]) => {
      if (name === 'says' && place.isHis) return [name, shownSays(fields)];
      // The file number of a court tells more than the kind of the state.
      const shape = parts[name] ?? {};
      const under = name === 'fileNumber' && 'court' in fields ? 'courtFile' : name;
      return [name, shown(value, { name: under, isHis: place.isHis, shape }, isAbout)];
    });
  return Object.fromEntries(pairs) as Fields;
}

/** Sentences of the service stay as long as no word of a person or a partner stands in them. */
function shownSays(fields: Fields): Saying[] {
  const says = (Array.isArray(fields['says']) ? fields['says'] : []) as Saying[];
  return says.length > 0 && says.every(isOurs) ? says : [say('data_restricted')];
}

const isOurs = ({ code, values }: Saying): boolean =>
  Object.entries(values).every(
    ([name, value]) =>
      typeof value !== 'string' ||
      sayings[code].includes(`{${name}:`) ||
      namesNobody(value, { name, isHis: true, shape: {} }),
  );

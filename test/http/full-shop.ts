/** A shop with a row in every table that can hold a word about a debtor, and the word in each. */
import { createUser } from '../../server/actions/users.ts';
import { presetPolicy } from '../../server/domain/dunning.ts';
import { insertRow, toAt } from '../../server/storage/database.ts';
import { readDebtorFile } from '../../server/storage/privacy.ts';
import { readSchema } from '../../server/storage/schema.ts';
import { agencyKey, DAYS_TO_HANDOVER, useAgency } from '../support/agencies.ts';
import { type Browser, makeBrowser } from '../support/browser.ts';
import type { DatabaseKind } from '../support/databases.ts';
import { type Answer, makeWorld, rows, type World } from '../support/world.ts';
import { PDF } from './examples.ts';

/** It stands in everything that is kept of the first debtor, and nowhere else. */
export const WORD = 'zwirbelfink';
export const PASSWORD = 'correct horse battery';
export const ORDER = '5001';
/** Of the same debtor. */
export const OTHER_ORDER = '5003';
export const FILE_NUMBER = 'AZ-1';
export const NAMED = {
  email: `${WORD}@example.com`,
  billing: {
    firstName: WORD,
    lastName: WORD,
    company: null,
    street: `${WORD} 1`,
    postcode: '10115',
    city: WORD,
    country: 'DE',
  },
};

export interface FullShop {
  world: World;
  keys: Record<'owner' | 'clerk' | 'read_only' | 'agency', string>;
  /** Nobody is signed in yet. */
  clerk: Browser;
  reader: Browser;
}

export async function makeFullShop(database: DatabaseKind): Promise<FullShop> {
  const levels = presetPolicy.levels.map((level) => ({
    ...level,
    attachments: ['statement' as const],
  }));
  const world = await makeWorld({ database, policy: { ...presetPolicy, levels } });
  const accountId = await useAgency(world, 'pull');
  const keys = {
    owner: await world.key('owner'),
    clerk: await world.key('clerk'),
    read_only: await world.key('read_only'),
    agency: await agencyKey(world, accountId),
  };
  const clerk = await makePerson(world, 'clerk');
  const reader = await makePerson(world, 'read_only');
  await world.order({ id: ORDER, ...NAMED });
  await world.order({ id: '5002', number: 1002 });
  for (const on of DAYS_TO_HANDOVER) await world.day(on);
  await keepMuchOf({ world, keys }, accountId);
  await writeEverywhere(world);
  return { world, keys, clerk, reader };
}

async function makePerson(world: World, role: 'clerk' | 'read_only'): Promise<Browser> {
  const email = `${role}@example.com`;
  const person = { shopId: world.shopId, email, name: role, role, password: PASSWORD };
  await createUser(world.service.house, person, { actor: 'test', at: world.now() });
  return makeBrowser(world);
}
/** One row in every table that can hold a word about him. */
async function keepMuchOf(
  { world, keys }: Pick<FullShop, 'world' | 'keys'>,
  accountId: number,
): Promise<void> {
  const post = async (path: string, body: unknown, key = keys.owner): Promise<void> => {
    const { status, body: said } = await world.call('POST', path, { key, body });
    if (status >= 300) throw new Error(`${path}: ${JSON.stringify(said)}`);
  };
  const his = '/api/v1/receivables/1';
  const theirs = '/agency/v1/claims/1/records';
  const at = world.now();
  await post(theirs, { kind: 'accepted', fileNumber: FILE_NUMBER, at }, keys.agency);
  await post(theirs, { kind: 'message', text: WORD, at }, keys.agency);
  const status = { kind: 'status', code: 'question', text: WORD, at };
  await post(theirs, status, keys.agency);
  await post('/api/v1/claims/1/messages', { text: WORD });
  await post(`${his}/notes`, { text: `${WORD} @clerk` });
  await post(`${his}/dunning-blocks`, { reason: 'other', note: WORD });
  await post(`${his}/disputes`, { reason: 'other', text: WORD });
  await post(`${his}/tasks`, { kind: 'telephone', dueOn: '2026-05-20', note: WORD });
  await world.call('PUT', `${his}/invoice-document`, { key: keys.owner, body: PDF });
  await post('/api/v1/debtors/1/special-states', { kind: 'insolvency', court: WORD, note: WORD });
  await world.day('2026-05-21');
  await world.order({ id: OTHER_ORDER, number: 1003, debtorNumber: `47${ORDER}`, ...NAMED });
  const other = '/api/v1/receivables/3';
  await post(`${other}/promises`, { promisedOn: '2026-05-29', note: WORD });
  await post('/api/v1/promises/1/withdraw', {});
  await post(`${other}/instalment-plans`, { firstOn: '2026-06-01', count: 2, note: WORD });
  const { db } = world.service.house;
  const moment = toAt(world.now());
  await insertRow(db, 'debtor_answers', {
    shop_id: world.shopId,
    debtor_id: 1,
    form_key: 'form',
    kind: 'date',
    words: JSON.stringify({ note: WORD }),
    answered: 'de',
    received_at: moment,
  });
  await insertRow(db, 'agency_traces', {
    shop_id: world.shopId,
    agency_account_id: accountId,
    operation: 'newClaim',
    about: FILE_NUMBER,
    ended: 'answered',
    request: WORD,
    answer: WORD,
    called_at: moment,
  });
}

/** Every free text that is kept of him gets the word: what a later release keeps as well. */
async function writeEverywhere(world: World): Promise<void> {
  const { db } = world.service.house;
  const { tables } = await readSchema(db);
  for (const [table, kept] of Object.entries(await readDebtorFile(db, [1]))) {
    const free = (tables.get(table) ?? []).filter(
      ({ name, type }) => /char|text/.test(type) && FREE.test(name) && name !== 'order_name',
    );
    for (const row of kept) {
      const plain = free.filter(({ name }) => !/^"[{[]/.test(JSON.stringify(row[name])));
      if (plain.length === 0 || row['id'] === undefined) continue;
      const words = Object.fromEntries(plain.map(({ name }) => [name, WORD]));
      await db(table).where({ id: row['id'] }).update(words);
    }
  }
  const failed = { state: 'failed', problem: WORD };
  await db('agency_news').where({ id: 1 }).update(failed);
  const [message] = await rows(world, 'outbox', { receivable_id: 1, kind: 'reminder.email' });
  await db('outbox').where({ id: message?.['id'] }).update({ state: 'unconfirmed', note: WORD });
}

const FREE = /note|text|words|request|refusal|problem|court|name$|email|phone|street|city|company/;

/** Also in what a client only keeps to give it back, such as the place of a page. */
export function tells({ body }: Answer): boolean {
  const text = JSON.stringify(body).toLowerCase();
  const packed = (text.match(/"[\w-]{16,}"/g) ?? []).map((one) =>
    Buffer.from(one.slice(1, -1), 'base64url').toString('latin1'),
  );
  return [text, ...packed].some((one) => one.toLowerCase().includes(WORD));
}

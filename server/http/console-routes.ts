import { actOnAll } from '../actions/bulk.ts';
import { listColleagues, readMention, writeNote } from '../actions/notes.ts';
import { readForecast, readNext } from '../actions/outlook.ts';
import { dayOf } from '../domain/calendar.ts';
import { getShopView, readWork } from '../storage/views.ts';
import {
  eachReceivable,
  listMentions,
  listNotes,
  listReceivables,
  listTimeline,
  readMoney,
  search,
} from '../storage/views-console.ts';
import * as schema from './console-schemas.ts';
import { amountCell, type CsvLanguage, csvPieces } from './csv.ts';
import { showCaller } from './me.ts';
import { type Call, FileAnswer, READ, route, type Route, todayOf, WORK } from './route.ts';

const MOST_URGENT = 5;

async function readOverview({ house, shopId, at }: Call) {
  const shop = await getShopView(house.db, shopId);
  const on = dayOf(at, shop.settings.timeZone);
  const [{ items, total }, nextRun, money] = await Promise.all([
    readWork(house.db, shop, at),
    readForecast(house, shop, at),
    readMoney(house.db, shop, on),
  ]);
  const counts = new Map<string, number>();
  for (const { kind } of items) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return {
    on,
    work: {
      total,
      counts: [...counts].map(([kind, count]) => ({ kind, count })),
      urgent: items.slice(0, MOST_URGENT),
    },
    nextRun,
    money,
  };
}

type ListedQuery = Parameters<typeof listReceivables>[2];

const CSV_COLUMNS = [
  'id',
  'order',
  'invoice',
  'debtor',
  'state',
  'level',
  'due_on',
  'overdue_days',
  'principal',
  'costs',
  'open',
  'currency',
  'blocked',
  'claim_state',
  'file_number',
];

/** The whole list as a file; money as decimals of its currency. */
function receivablesFile(
  { house, shopId }: Call,
  wish: ListedQuery,
  language: CsvLanguage,
): FileAnswer {
  async function* rows() {
    for await (const row of eachReceivable(house.db, shopId, wish)) {
      const amount = (cents: number) => amountCell(cents, row.currency);
      yield [
        row.id,
        row.orderName,
        row.invoiceNumber,
        row.debtorName,
        row.state,
        row.level,
        row.dueOn,
        row.overdueDays,
        amount(row.principalCents),
        amount(row.costsCents),
        amount(row.openCents),
        row.currency,
        row.isBlocked ? 'yes' : 'no',
        row.claimState,
        row.fileNumber,
      ];
    }
  }
  const name = `receivables-${wish.on}.csv`;
  return new FileAnswer({
    name,
    type: 'text/csv',
    pieces: csvPieces(CSV_COLUMNS, rows(), language),
  });
}

const finding: readonly Route[] = [
  route({
    method: 'get',
    path: '/me',
    summary: 'Who is signed in, for which shop, and the token that writes need',
    roles: [...READ, 'agency'],
    answer: schema.MeView,
    handle: ({ house, caller, at }) => showCaller(house, caller, at),
  }),
  route({
    method: 'get',
    path: '/overview',
    summary: 'What needs a person, what the next run would send, and the money of the shop',
    roles: READ,
    answer: schema.Overview,
    handle: readOverview,
  }),
  route({
    method: 'get',
    path: '/search',
    summary: 'Receivables by order, invoice, name, e-mail, file number or amount, with one typo',
    roles: READ,
    query: schema.SearchQuery,
    answer: schema.SearchView,
    handle: async ({ house, shopId }, { query }) => ({
      items: await search(house.db, shopId, query.q),
    }),
  }),
  route({
    method: 'get',
    path: '/receivables',
    summary: 'Receivables by pages: filtered, sorted, counted; or all of them as CSV',
    roles: READ,
    query: schema.ReceivableQuery,
    answer: schema.ReceivableRows,
    handle: async (call, { query: { format, language, ...query } }) => {
      const wish = { ...query, on: await todayOf(call) };
      if (format === 'csv') return receivablesFile(call, wish, language);
      return listReceivables(call.house.db, call.shopId, wish);
    },
  }),
  route({
    method: 'post',
    path: '/bulk-actions',
    summary: 'Holds, releases, hands over or takes back several; each gets its own answer',
    roles: WORK,
    body: schema.BulkBody,
    answer: schema.BulkView,
    handle: (call, { body }) => actOnAll(call.house, call.shopId, body, call),
  }),
];

const cases: readonly Route[] = [
  route({
    method: 'get',
    path: '/receivables/:id/timeline',
    summary: 'The story of a receivable from the journal, newest first',
    roles: READ,
    query: schema.TimelineQuery,
    answer: schema.Timeline,
    handle: ({ house, shopId }, { id, query }) =>
      listTimeline(house.db, shopId, { ...query, receivableId: id }),
  }),
  route({
    method: 'get',
    path: '/receivables/:id/next',
    summary: 'What comes next, when, and why not earlier',
    roles: READ,
    answer: schema.NextView,
    handle: async (call, { id }) => {
      const target = { shopId: call.shopId, receivableId: id };
      return readNext(call.house, target, await todayOf(call));
    },
  }),
  route({
    method: 'get',
    path: '/receivables/:id/notes',
    summary: 'Notes of people, newest first',
    roles: READ,
    answer: schema.Notes,
    handle: ({ house, shopId }, { id }) => listNotes(house.db, shopId, id),
  }),
  route({
    method: 'post',
    path: '/receivables/:id/notes',
    summary: 'Writes a note; whoever it names with an @ is told',
    roles: WORK,
    body: schema.NoteBody,
    answer: schema.NoteWritten,
    status: 201,
    handle: (call, { id, body }) =>
      writeNote(call.house, { shopId: call.shopId, receivableId: id, ...body }, call),
  }),
  route({
    method: 'get',
    path: '/colleagues',
    summary: 'Whom a note can name, each with the name after the @',
    roles: READ,
    answer: schema.Colleagues,
    handle: async ({ house, shopId }) => ({ items: await listColleagues(house, shopId) }),
  }),
  route({
    method: 'get',
    path: '/mentions',
    summary: 'Notes that name the signed-in user and that he has not read',
    roles: READ,
    answer: schema.Mentions,
    handle: async ({ house, shopId, caller }) => {
      const userId = caller.session?.user.id ?? null;
      return userId === null ? { items: [] } : listMentions(house.db, { shopId, userId });
    },
  }),
  route({
    method: 'post',
    path: '/mentions/:id/read',
    summary: 'Says that the user has read where he was named',
    roles: WORK,
    answer: schema.Done,
    handle: async (call, { id }) => {
      const userId = call.caller.session?.user.id ?? null;
      await readMention(call.house, { userId, mentionId: id }, call);
      return { done: true };
    },
  }),
];

/** The doors of the pages: today, the list, and a case. */
export const consoleRoutes: readonly Route[] = [...finding, ...cases];

import { z } from 'zod';
import { placeDunningBlock, releaseDunningBlock } from '../actions/blocks.ts';
import { closeClaim, resolveMessage, retryInbox } from '../actions/decide.ts';
import { commitRun, previewRun } from '../actions/dunning-run.ts';
import { handOver } from '../actions/hand-over.ts';
import type { House } from '../actions/house.ts';
import { readGates, readStatement } from '../actions/read-statement.ts';
import { recordPaymentByHand } from '../actions/record-money.ts';
import { dayOf, type Instant, type IsoDate } from '../domain/calendar.ts';
import {
  getClaimView,
  getReceivableView,
  getShopView,
  listClaims,
  listReceivables,
  listWork,
} from '../storage/views.ts';
import * as schema from './schemas.ts';

/** Who calls, for which shop, and when; read once for each request. */
export interface Call {
  house: House;
  shopId: number;
  actor: string;
  at: Instant;
  /** Names this process for leases. */
  owner: string;
}

type Role = 'owner' | 'clerk' | 'read_only';

/** One door of the API. The router and the OpenAPI file are both made from this. */
export interface Route {
  method: 'get' | 'post' | 'delete';
  path: string;
  summary: string;
  roles: readonly Role[];
  query?: z.ZodType;
  body?: z.ZodType;
  hasId: boolean;
  answer: z.ZodType;
  status: 200 | 201 | 202;
  handle: (call: Call, input: { id: number; query: unknown; body: unknown }) => Promise<unknown>;
}

const READ: readonly Role[] = ['owner', 'clerk', 'read_only'];
const WORK: readonly Role[] = ['owner', 'clerk'];
const DECIDE: readonly Role[] = ['owner'];

interface Wish<Q extends z.ZodType, B extends z.ZodType> {
  method: Route['method'];
  path: string;
  summary: string;
  roles: readonly Role[];
  query?: Q;
  body?: B;
  answer: z.ZodType;
  status?: Route['status'];
  handle: (
    call: Call,
    input: { id: number; query: z.output<Q>; body: z.output<B> },
  ) => Promise<unknown>;
}

/** Types a route by its schemas; the router has parsed the input before `handle` sees it. */
function route<Q extends z.ZodType = z.ZodUndefined, B extends z.ZodType = z.ZodUndefined>(
  wish: Wish<Q, B>,
): Route {
  return {
    ...wish,
    status: wish.status ?? 200,
    hasId: wish.path.includes(':id'),
    handle: wish.handle as Route['handle'],
  };
}

async function todayOf({ house, shopId, at }: Call): Promise<IsoDate> {
  const shop = await getShopView(house.db, shopId);
  return dayOf(at, shop.settings.timeZone);
}

const receivables: readonly Route[] = [
  route({
    method: 'get',
    path: '/receivables',
    summary: 'Receivables, by pages',
    roles: READ,
    query: schema.ReceivableQuery,
    answer: schema.ReceivableList,
    handle: ({ house, shopId }, { query }) =>
      listReceivables(house.db, shopId, {
        ...query,
        state: query.state ?? null,
        orderName: query.orderName ?? null,
        dueBefore: query.dueBefore ?? null,
      }),
  }),
  route({
    method: 'get',
    path: '/receivables/:id',
    summary: 'One receivable with its debtor, ledger, reminders, claims and story',
    roles: READ,
    answer: schema.ReceivableView,
    handle: ({ house, shopId }, { id }) => getReceivableView(house.db, shopId, id),
  }),
  route({
    method: 'get',
    path: '/receivables/:id/claim-statement',
    summary: 'What is owed on a day, with interest by segments',
    roles: READ,
    query: schema.StatementQuery,
    answer: schema.StatementView,
    handle: async (call, { id, query }) => {
      const on = query.on ?? (await todayOf(call));
      return readStatement(call.house, { shopId: call.shopId, receivableId: id }, on);
    },
  }),
  route({
    method: 'get',
    path: '/receivables/:id/handover-gates',
    summary: 'Every gate of a hand-over, passed or not, with its reason',
    roles: READ,
    answer: schema.Gates,
    handle: async (call, { id }) => {
      const target = { shopId: call.shopId, receivableId: id };
      return { gates: await readGates(call.house, target, await todayOf(call)) };
    },
  }),
  route({
    method: 'post',
    path: '/receivables/:id/handover',
    summary: 'Hands a receivable over to the agency when every gate is passed',
    roles: WORK,
    answer: schema.ClaimId,
    status: 202,
    handle: (call, { id }) => handOver(call.house, { shopId: call.shopId, receivableId: id }, call),
  }),
  route({
    method: 'post',
    path: '/receivables/:id/payments',
    summary: 'Records a payment the shop does not know of',
    roles: WORK,
    body: schema.PaymentBody,
    answer: schema.Opened,
    status: 201,
    handle: (call, { id, body }) =>
      recordPaymentByHand(call.house, { shopId: call.shopId, receivableId: id, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/receivables/:id/dunning-blocks',
    summary: 'Stops reminders and the hand-over of one receivable',
    roles: WORK,
    body: schema.BlockBody,
    answer: schema.BlockView,
    status: 201,
    handle: (call, { id, body }) =>
      placeDunningBlock(call.house, { shopId: call.shopId, receivableId: id, ...body }, call),
  }),
  route({
    method: 'delete',
    path: '/dunning-blocks/:id',
    summary: 'Lets the reminders go on',
    roles: WORK,
    answer: schema.Done,
    handle: async (call, { id }) => {
      await releaseDunningBlock(call.house, { shopId: call.shopId, blockId: id }, call);
      return { done: true };
    },
  }),
];

const claims: readonly Route[] = [
  route({
    method: 'get',
    path: '/claims',
    summary: 'Claims at agencies, by pages',
    roles: READ,
    query: schema.ClaimQuery,
    answer: schema.ClaimList,
    handle: ({ house, shopId }, { query }) =>
      listClaims(house.db, shopId, {
        ...query,
        state: query.state ?? null,
        fileNumber: query.fileNumber ?? null,
      }),
  }),
  route({
    method: 'get',
    path: '/claims/:id',
    summary: 'One claim with the news of the agency and its story',
    roles: READ,
    answer: schema.ClaimView,
    handle: ({ house, shopId }, { id }) => getClaimView(house.db, shopId, id),
  }),
  route({
    method: 'post',
    path: '/claims/:id/close',
    summary: 'Asks the agency to close a claim, or takes back one that has not left',
    roles: WORK,
    body: schema.CloseBody,
    answer: schema.ClosedView,
    status: 202,
    handle: (call, { id, body }) =>
      closeClaim(call.house, { shopId: call.shopId, claimId: id, ...body }, call),
  }),
];

const work: readonly Route[] = [
  route({
    method: 'post',
    path: '/dunning-runs',
    summary: 'Previews or commits the dunning run of a day',
    roles: WORK,
    body: schema.RunBody,
    answer: schema.RunView,
    handle: async (call, { body }) => {
      const on = body.on ?? (await todayOf(call));
      const run = body.mode === 'commit' ? commitRun : previewRun;
      const { shopId, actor, at, owner } = call;
      return run(call.house, { shopId, on, owner, actor, at });
    },
  }),
  route({
    method: 'get',
    path: '/worklist',
    summary: 'Everything that waits for a person, oldest first',
    roles: READ,
    answer: schema.Worklist,
    handle: async ({ house, shopId }) => {
      const shop = await getShopView(house.db, shopId);
      return { items: await listWork(house.db, shop) };
    },
  }),
  route({
    method: 'post',
    path: '/inbox/:id/retry',
    summary: 'Applies a delivery again that could not be applied',
    roles: WORK,
    answer: schema.Done,
    handle: async (call, { id }) => {
      await retryInbox(call.house, { shopId: call.shopId, deliveryId: id }, call);
      return { done: true };
    },
  }),
  route({
    method: 'post',
    path: '/outbox/:id/resolve',
    summary: 'Says what became of a message whose outcome nobody knew',
    roles: DECIDE,
    body: schema.ResolveBody,
    answer: schema.Done,
    handle: async (call, { id, body }) => {
      const wish = { shopId: call.shopId, messageId: id, ...body };
      await resolveMessage(call.house, wish, call);
      return { done: true };
    },
  }),
];

/** Every door below `/api/v1`. */
export const routes: readonly Route[] = [...receivables, ...claims, ...work];

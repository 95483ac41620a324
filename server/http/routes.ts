import { placeDunningBlock, releaseDunningBlock } from '../actions/blocks.ts';
import { closeClaim, resolveMessage, retryInbox } from '../actions/decide.ts';
import {
  handOver,
  handOverAll,
  readClaimPackage,
  readGates,
  readPackage,
} from '../actions/hand-over.ts';
import { readStatement } from '../actions/read-statement.ts';
import { recordPaymentByHand, writeOff } from '../actions/record-money.ts';
import { getClaimView, getReceivableView, listClaims } from '../storage/views.ts';
import { accountRoutes } from './account-routes.ts';
import { agencyRoutes } from './agency-routes.ts';
import { caseRoutes } from './case-routes.ts';
import { connectionRoutes } from './connection-routes.ts';
import { consoleRoutes } from './console-routes.ts';
import { documentRoutes } from './document-routes.ts';
import { letterTextRoutes } from './letter-text-routes.ts';
import { policyRoutes } from './policy-routes.ts';
import { runRoutes } from './run-routes.ts';
import { extensionRoutes } from './extension-routes.ts';
import { dryRunRoutes } from './dry-run-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { settingsRoutes } from './settings-routes.ts';
import { DECIDE, READ, route, type Route, todayOf, WORK } from './route.ts';
import * as schema from './schemas.ts';

export type { Route } from './route.ts';

const receivables: readonly Route[] = [
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
    body: schema.HandoverBody,
    answer: schema.ClaimId,
    status: 202,
    handle: (call, { id, body }) =>
      handOver(call.house, { shopId: call.shopId, receivableId: id, words: body }, call),
  }),
  route({
    method: 'get',
    path: '/receivables/:id/handover-package',
    summary: 'Exactly what the agency gets, and what is missing in it',
    roles: READ,
    answer: schema.HandoverPackage,
    isAboutDebtor: true,
    handle: async (call, { id }) => {
      const target = { shopId: call.shopId, receivableId: id };
      return readPackage(call.house, target, await todayOf(call));
    },
  }),
  route({
    method: 'post',
    path: '/handovers',
    summary: 'Hands several receivables over; each gets its own answer',
    roles: WORK,
    body: schema.HandoversBody,
    answer: schema.HandoversView,
    status: 202,
    handle: (call, { body }) => handOverAll(call.house, { shopId: call.shopId, ...body }, call),
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
    path: '/receivables/:id/write-off',
    summary: 'Gives the open rest of a receivable up',
    roles: DECIDE,
    body: schema.WriteOffBody,
    answer: schema.WrittenOff,
    status: 201,
    handle: (call, { id, body }) =>
      writeOff(call.house, { shopId: call.shopId, receivableId: id, ...body }, call),
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
    method: 'get',
    path: '/claims/:id/handover-package',
    summary: 'What a claim was handed over with, also after it has ended',
    roles: READ,
    answer: schema.HandoverPackage,
    isAboutDebtor: true,
    handle: ({ house, shopId }, { id }) => readClaimPackage(house, { shopId, claimId: id }),
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
export const routes: readonly Route[] = [
  ...receivables,
  ...claims,
  ...accountRoutes,
  ...agencyRoutes,
  ...caseRoutes,
  ...connectionRoutes,
  ...consoleRoutes,
  ...settingsRoutes,
  ...reportRoutes,
  ...dryRunRoutes,
  ...runRoutes,
  ...documentRoutes,
  ...policyRoutes,
  ...letterTextRoutes,
  ...extensionRoutes,
  ...work,
];

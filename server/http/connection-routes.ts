import { importAgain, setUpShop } from '../actions/connect-shop.ts';
import { answerRequest, exportDebtor, settleErasure } from '../actions/privacy.ts';
import { getShopView, listPrivacyRequests, readConnection, readImport } from '../storage/views.ts';
import * as schema from './connection-schemas.ts';
import { DECIDE, READ, route, type Route } from './route.ts';

/** The doors to the connection with the shop's own system, and to what it asks about persons. */
export const connectionRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/connection',
    summary: 'Whether the shop can be read and written, how far it was read, and what is missing',
    roles: READ,
    answer: schema.ConnectionView,
    handle: async ({ house, shopId }) => {
      const { source } = await getShopView(house.db, shopId);
      return readConnection(house.db, shopId, house.platforms.get(source));
    },
  }),
  route({
    method: 'get',
    path: '/import',
    summary: 'How far the first reading of all open orders is',
    roles: READ,
    answer: schema.ImportView,
    handle: ({ house, shopId }) => readImport(house.db, shopId),
  }),
  route({
    method: 'post',
    path: '/import',
    summary: 'Reads all open orders again from the beginning',
    roles: DECIDE,
    answer: schema.ImportView,
    status: 202,
    handle: async (call) => {
      await importAgain(call.house, call.shopId, call);
      return readImport(call.house.db, call.shopId);
    },
  }),
  route({
    method: 'post',
    path: '/shop-setup',
    summary: 'Ends the setting up: the creditor is named, and the daily runs serve the shop',
    roles: DECIDE,
    answer: schema.SetUp,
    handle: (call) => setUpShop(call.house, call.shopId, call),
  }),
  route({
    method: 'get',
    path: '/privacy-requests',
    summary: 'What was asked about persons, with its deadline and what became of it',
    roles: READ,
    answer: schema.RequestList,
    handle: async ({ house, shopId }) => ({
      items: (await listPrivacyRequests(house.db, shopId)).map(({ shopId: _shop, ...one }) => one),
    }),
  }),
  route({
    method: 'post',
    path: '/privacy-requests/:id/export',
    summary: 'Everything that is kept of the person; the journal remembers each export',
    roles: DECIDE,
    answer: schema.DebtorFile,
    // A whole person is not kept a second time for whoever asks twice.
    isSecret: true,
    handle: (call, { id }) =>
      exportDebtor(call.house, { shopId: call.shopId, requestId: id }, call),
  }),
  route({
    method: 'post',
    path: '/privacy-requests/:id/answer',
    summary: 'Says that the data were handed over',
    roles: DECIDE,
    body: schema.AnswerBody,
    answer: schema.Settled,
    handle: (call, { id, body }) =>
      answerRequest(call.house, { shopId: call.shopId, requestId: id, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/privacy-requests/:id/erase',
    summary: 'Erases now what may be erased; the job does the same every hour',
    roles: DECIDE,
    answer: schema.Settled,
    handle: async (call, { id }) => {
      const target = { shopId: call.shopId, requestId: id };
      const { state, outcome, eraseAfterOn } = await settleErasure(call.house, target, call);
      return { state, outcome, eraseAfterOn };
    },
  }),
];

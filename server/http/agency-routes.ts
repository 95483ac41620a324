import {
  mapStatuses,
  orderStep,
  readMessages,
  recallPart,
  writeToAgency,
} from '../actions/agency-case.ts';
import { retryOneNews } from '../actions/agency-news.ts';
import {
  listClaimMessages,
  listPayouts,
  listStatuses,
  listStrandedNews,
} from '../storage/views-agency.ts';
import * as schema from './agency-schemas.ts';
import { DECIDE, READ, route, type Route, WORK } from './route.ts';

/** The doors to the case at the agency: messages, next steps, the words for a status, payouts. */
export const agencyRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/claims/:id/messages',
    summary: 'What creditor and agency wrote about a claim, oldest first',
    roles: READ,
    answer: schema.MessagesView,
    handle: async ({ house, shopId }, { id }) => ({
      items: await listClaimMessages(house.db, shopId, id),
    }),
  }),
  route({
    method: 'post',
    path: '/claims/:id/messages',
    summary: 'Writes to the clerk of the agency',
    roles: WORK,
    body: schema.MessageBody,
    answer: schema.MessageQueued,
    status: 202,
    handle: (call, { id, body }) =>
      writeToAgency(call.house, { shopId: call.shopId, claimId: id, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/claims/:id/messages-read',
    summary: 'Says that a person has read what the agency wrote',
    roles: WORK,
    answer: schema.MessagesRead,
    handle: (call, { id }) => readMessages(call.house, { shopId: call.shopId, claimId: id }, call),
  }),
  route({
    method: 'post',
    path: '/claims/:id/recall',
    summary: 'Takes a part of a claim back',
    roles: WORK,
    body: schema.RecallBody,
    answer: schema.MessageQueued,
    status: 202,
    handle: (call, { id, body }) =>
      recallPart(call.house, { shopId: call.shopId, claimId: id, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/claims/:id/next-steps',
    summary: 'Orders what the agency shall do next, where its account offers it',
    roles: DECIDE,
    body: schema.NextStepBody,
    answer: schema.NextStepView,
    status: 202,
    handle: (call, { id, body }) =>
      orderStep(call.house, { shopId: call.shopId, claimId: id, order: body }, call),
  }),
  route({
    method: 'get',
    path: '/agency-statuses',
    summary: 'What the statuses of the agency mean here, and which were seen',
    roles: READ,
    answer: schema.StatusesView,
    handle: ({ house, shopId }) => listStatuses(house.db, shopId),
  }),
  route({
    method: 'put',
    path: '/agency-statuses',
    summary: 'Says what statuses of the agency mean, and applies it to the claims in them',
    roles: DECIDE,
    body: schema.StatusesBody,
    answer: schema.StatusesMapped,
    handle: (call, { body }) => mapStatuses(call.house, { shopId: call.shopId, ...body }, call),
  }),
  route({
    method: 'get',
    path: '/agency-payouts',
    summary: 'What the agency paid out, beside what our ledger expects',
    roles: READ,
    answer: schema.PayoutsView,
    handle: ({ house, shopId }) => listPayouts(house.db, shopId),
  }),
  route({
    method: 'get',
    path: '/agency-news',
    summary: 'News of the agency that nothing fits or that could not be applied, newest first',
    roles: WORK,
    query: schema.NewsQuery,
    answer: schema.NewsView,
    handle: async ({ house, shopId }, { query: { beforeId, limit } }) => ({
      items: await listStrandedNews(house.db, shopId, { beforeId, limit }),
    }),
  }),
  route({
    method: 'post',
    path: '/agency-news/:id/retry',
    summary: 'Lets such news be applied once more, with the next poll',
    roles: WORK,
    answer: schema.NewsRetried,
    status: 202,
    handle: (call, { id }) => retryOneNews(call.house, { shopId: call.shopId, newsId: id }, call),
  }),
];

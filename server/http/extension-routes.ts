import {
  approveHandover,
  declineHandover,
  requestHandovers,
} from '../actions/handover-requests.ts';
import { readChosenOrders, readOrderCards } from '../actions/order-cards.ts';
import { readLetter } from '../actions/read-letter.ts';
import * as schema from './extension-schemas.ts';
import { DECIDE, FileAnswer, READ, route, type Route, todayOf, WORK } from './route.ts';
import { ClaimId } from './schemas.ts';

/** The doors behind the order page of the shop's own admin. */
export const extensionRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/order-cards',
    summary: 'What a clerk sees at orders or at a customer of the shop, in one answer',
    roles: READ,
    query: schema.CardsQuery,
    answer: schema.Cards,
    handle: async (call, { query }) => {
      const { house, shopId, caller } = call;
      const on = await todayOf(call);
      const wish = { shopId, orderIds: query.orderIds, customerId: query.customerId ?? null };
      return { on, role: caller.role, items: await readOrderCards(house, wish, on) };
    },
  }),
  route({
    method: 'get',
    path: '/chosen-orders',
    summary: 'The receivables of orders that were ticked in the list of the shop',
    roles: READ,
    query: schema.ChosenQuery,
    answer: schema.Chosen,
    handle: async (call, { query }) => {
      const { house, shopId, caller } = call;
      const items = await readChosenOrders(house, shopId, query.orderIds);
      return { on: await todayOf(call), role: caller.role, items };
    },
  }),
  route({
    method: 'get',
    path: '/reminders/:id/letter',
    summary: 'A reminder on paper as it was frozen, as a PDF',
    roles: READ,
    answer: schema.Pdf,
    type: 'application/pdf',
    handle: async ({ house, shopId }, { id }) => {
      const pdf = await readLetter(house, { shopId, reminderId: id });
      const name = `reminder-${id}.pdf`;
      return new FileAnswer({ name, type: 'application/pdf', pieces: [pdf], inline: true });
    },
  }),
  route({
    method: 'post',
    path: '/handover-requests',
    summary: 'Asks for the hand-over of several receivables; nothing leaves before the approval',
    roles: WORK,
    body: schema.HandoverRequestsBody,
    answer: schema.Results,
    status: 201,
    handle: (call, { body }) =>
      requestHandovers(call.house, { shopId: call.shopId, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/handover-requests/:id/approve',
    summary: 'Hands over what was asked for; the id is that of the task in the list of work',
    roles: DECIDE,
    answer: ClaimId,
    status: 202,
    handle: (call, { id }) =>
      approveHandover(call.house, { shopId: call.shopId, taskId: id }, call),
  }),
  route({
    method: 'post',
    path: '/handover-requests/:id/decline',
    summary: 'Says no to such a request; the reason stands as a note at the case',
    roles: DECIDE,
    body: schema.DeclineBody,
    answer: schema.Declined,
    handle: (call, { id, body }) =>
      declineHandover(call.house, { shopId: call.shopId, taskId: id, ...body }, call),
  }),
];

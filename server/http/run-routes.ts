import { randomBytes, randomUUID } from 'node:crypto';
import {
  commitProposed,
  commitRun,
  discardRun,
  previewRun,
  proposeRun,
} from '../actions/dunning-run.ts';
import { approveItem, chooseItemChannel, putBack, takeOut } from '../actions/edit-run.ts';
import { emergencyStop } from '../actions/emergency-stop.ts';
import { readItemLetter } from '../actions/read-letter.ts';
import { keepReminderWebhook } from '../actions/reminder-webhook.ts';
import { withdrawReminder } from '../actions/withdraw-reminder.ts';
import { getRunView, getStop, listRunItems, listRuns } from '../storage/views-runs.ts';
import { type Call, DECIDE, FileAnswer, READ, route, type Route, todayOf, WORK } from './route.ts';
import * as schema from './run-schemas.ts';

/** Two runs of one process exclude one another too: an owner for each. */
const ownerOf = (call: Call): string => `${call.owner.slice(0, 8)}:${randomUUID()}`;

const wishOf = (call: Call) => {
  const { shopId, actor, at, now } = call;
  return { shopId, actor, at, now, owner: ownerOf(call) };
};

const runs: readonly Route[] = [
  route({
    method: 'post',
    path: '/dunning-runs',
    summary: 'Proposes the dunning run of a day; commits it at once, or only previews it, if asked',
    roles: WORK,
    body: schema.RunBody,
    answer: schema.RunView,
    handle: async (call, { body }) => {
      const on = body.on ?? (await todayOf(call));
      const mode = body.mode ?? (body.commit === true ? 'commit' : 'propose');
      const run = { preview: previewRun, propose: proposeRun, commit: commitRun }[mode];
      return run(call.house, { ...wishOf(call), on });
    },
  }),
  route({
    method: 'get',
    path: '/dunning-runs',
    summary: 'Dunning runs, the newest first, by pages',
    roles: READ,
    query: schema.RunQuery,
    answer: schema.RunList,
    handle: ({ house, shopId }, { query }) =>
      listRuns(house.db, shopId, { ...query, state: query.state ?? null }),
  }),
  route({
    method: 'get',
    path: '/dunning-runs/:id',
    summary: 'One run with what its items came to, and why',
    roles: READ,
    answer: schema.RunDetail,
    handle: ({ house, shopId }, { id }) => getRunView(house.db, shopId, id),
  }),
  route({
    method: 'get',
    path: '/dunning-runs/:id/items',
    summary: 'Every receivable of a run: who gets what, and who is left out and why',
    roles: READ,
    query: schema.ItemQuery,
    answer: schema.ItemList,
    handle: ({ house, shopId }, { id, query }) => {
      const { outcome = null, reason = null, ...page } = query;
      return listRunItems(house.db, shopId, { ...page, runId: id, outcome, reason });
    },
  }),
  route({
    method: 'post',
    path: '/dunning-runs/:id/commit',
    summary: 'Commits a proposal as it was edited; each item is looked at once more',
    roles: WORK,
    answer: schema.RunView,
    handle: (call, { id }) => commitProposed(call.house, { ...wishOf(call), runId: id }),
  }),
  route({
    method: 'post',
    path: '/dunning-runs/:id/discard',
    summary: 'Throws a proposal away; nobody is reminded by it',
    roles: WORK,
    answer: schema.RunView,
    handle: (call, { id }) => discardRun(call.house, { ...wishOf(call), runId: id }),
  }),
];

const items: readonly Route[] = [
  route({
    method: 'post',
    path: '/dunning-run-items/:id/take-out',
    summary: 'Takes one receivable out of a proposal; the others stay',
    roles: WORK,
    body: schema.TakeOutBody,
    answer: schema.EditedItem,
    handle: (call, { id, body }) =>
      takeOut(call.house, { shopId: call.shopId, itemId: id, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/dunning-run-items/:id/put-back',
    summary: 'Puts a receivable back into a proposal; it is decided anew',
    roles: WORK,
    answer: schema.EditedItem,
    handle: (call, { id }) => putBack(call.house, { shopId: call.shopId, itemId: id }, call),
  }),
  route({
    method: 'post',
    path: '/dunning-run-items/:id/channel',
    summary: 'Sends one reminder of a proposal on another channel',
    roles: WORK,
    body: schema.ChannelBody,
    answer: schema.EditedItem,
    handle: (call, { id, body }) =>
      chooseItemChannel(call.house, { shopId: call.shopId, itemId: id, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/dunning-run-items/:id/approve',
    summary: 'Lets a reminder leave whose level waits for an approval',
    roles: WORK,
    answer: schema.Approved,
    handle: (call, { id }) => approveItem(call.house, { shopId: call.shopId, itemId: id }, call),
  }),
];

const letters: readonly Route[] = [
  route({
    method: 'get',
    path: '/dunning-run-items/:id/letter.pdf',
    summary: 'The letter of an item: as it was frozen, or as it would be now',
    roles: READ,
    answer: schema.PdfAnswer,
    type: 'application/pdf',
    handle: async (call, { id }) => {
      const pdf = await readItemLetter(call.house, { shopId: call.shopId, itemId: id }, call);
      return new FileAnswer({
        name: `letter-${id}.pdf`,
        type: 'application/pdf',
        pieces: [pdf],
        inline: true,
      });
    },
  }),
  route({
    method: 'post',
    path: '/reminders/:id/withdraw',
    summary: 'Takes a reminder back with its notice; a correction follows one that has left',
    roles: WORK,
    body: schema.WithdrawBody,
    answer: schema.Withdrawn,
    handle: (call, { id, body }) =>
      withdrawReminder(call.house, { shopId: call.shopId, reminderId: id, ...body }, call),
  }),
];

const stops: readonly Route[] = [
  route({
    method: 'get',
    path: '/emergency-stop',
    summary: 'Whether the emergency stop is on',
    roles: READ,
    answer: schema.StopView,
    handle: ({ house, shopId }) => getStop(house.db, shopId),
  }),
  route({
    method: 'post',
    path: '/emergency-stop',
    summary: 'Stops everything that would leave for debtors, or lets it go on',
    roles: DECIDE,
    body: schema.StopBody,
    answer: schema.StopView,
    handle: (call, { body }) => emergencyStop(call.house, { shopId: call.shopId, ...body }, call),
  }),
];

const webhook: readonly Route[] = [
  route({
    method: 'post',
    path: '/reminder-webhook',
    summary: 'Names the address that reminders are posted to; the secret is shown once',
    roles: DECIDE,
    body: schema.WebhookBody,
    answer: schema.WebhookView,
    isSecret: true,
    handle: async (call, { body: { url } }) => {
      const secret = randomBytes(32).toString('base64url');
      await keepReminderWebhook(call.house, { shopId: call.shopId, url, secret }, call);
      return { url, secret: url === null ? null : secret };
    },
  }),
];

/** The doors to dunning runs: propose, look, edit, commit, and the emergency stop. */
export const runRoutes: readonly Route[] = [...runs, ...items, ...letters, ...stops, ...webhook];

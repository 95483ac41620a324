import { extendDunningBlock } from '../actions/blocks.ts';
import { answerDispute, decideDispute, deferDispute, openDispute } from '../actions/disputes.ts';
import { bookForeignPayment, setForeignPaymentAside } from '../actions/settle-foreign-payment.ts';
import { acceptPlan, draftPlan, offerPlan, withdrawPlan } from '../actions/instalments.ts';
import { makePromise, withdrawPromise } from '../actions/promises.ts';
import { respondLinkOf } from '../actions/respond.ts';
import { endState, placeSpecialState } from '../actions/special-states.ts';
import { completeTask, placeTask } from '../actions/tasks.ts';
import {
  listAnswersView,
  listBlocksView,
  listDisputesView,
  listPlansView,
  listPromisesView,
  listSpecialStatesView,
  listTasksView,
} from '../storage/views-cases.ts';
import { getShopView, readWork } from '../storage/views.ts';
import * as schema from './case-schemas.ts';
import { READ, route, type Route, todayOf, WORK } from './route.ts';

const blocks: readonly Route[] = [
  route({
    method: 'get',
    path: '/dunning-blocks',
    summary: 'Blocks by pages, with history those that were released as well',
    roles: READ,
    query: schema.BlockQuery,
    answer: schema.BlockList,
    handle: async (call, { query }) => {
      const { receivableId = null, history, ...page } = query;
      const filter = { ...page, receivableId, history: history === 'true' };
      return listBlocksView(call.house.db, call.shopId, filter, await todayOf(call));
    },
  }),
  route({
    method: 'put',
    path: '/dunning-blocks/:id',
    summary: 'Moves the end of a block',
    roles: WORK,
    body: schema.ExtendBody,
    answer: schema.ExtendedView,
    handle: (call, { id, body: { untilOn, note } }) => {
      const wish = { shopId: call.shopId, blockId: id, untilOn };
      return extendDunningBlock(call.house, note === undefined ? wish : { ...wish, note }, call);
    },
  }),
];

const disputes: readonly Route[] = [
  route({
    method: 'get',
    path: '/disputes',
    summary: 'Disputes, by pages',
    roles: READ,
    query: schema.DisputeQuery,
    answer: schema.DisputeList,
    handle: ({ house, shopId }, { query: { receivableId = null, state = null, ...page } }) =>
      listDisputesView(house.db, shopId, { ...page, receivableId, state }),
  }),
  route({
    method: 'post',
    path: '/receivables/:id/disputes',
    summary: 'Takes an objection down: reminders and the hand-over wait',
    roles: WORK,
    body: schema.DisputeBody,
    answer: schema.DisputeOpened,
    status: 201,
    handle: (call, { id, body }) =>
      openDispute(call.house, { shopId: call.shopId, receivableId: id, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/disputes/:id/answer',
    summary: 'Answers an objection; it stays on record, and reminders go on',
    roles: WORK,
    body: schema.AnswerBody,
    answer: schema.DisputeMoved,
    handle: (call, { id, body }) =>
      answerDispute(call.house, { shopId: call.shopId, disputeId: id, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/disputes/:id/defer',
    summary: 'Moves the day by which an objection is answered',
    roles: WORK,
    body: schema.DeferBody,
    answer: schema.Deferred,
    handle: (call, { id, body }) =>
      deferDispute(call.house, { shopId: call.shopId, disputeId: id, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/disputes/:id/decide',
    summary: 'Decides an objection: upheld, rejected or withdrawn',
    roles: WORK,
    body: schema.DecideBody,
    answer: schema.DisputeDecided,
    handle: (call, { id, body }) =>
      decideDispute(call.house, { shopId: call.shopId, disputeId: id, ...body }, call),
  }),
];

const promises: readonly Route[] = [
  route({
    method: 'get',
    path: '/promises',
    summary: 'Promises to pay, by pages',
    roles: READ,
    query: schema.PromiseQuery,
    answer: schema.PromiseList,
    handle: ({ house, shopId }, { query: { receivableId = null, state = null, ...page } }) =>
      listPromisesView(house.db, shopId, { ...page, receivableId, state }),
  }),
  route({
    method: 'post',
    path: '/receivables/:id/promises',
    summary: 'Takes a promise to pay down: reminders wait through its day',
    roles: WORK,
    body: schema.PromiseBody,
    answer: schema.PromiseMade,
    status: 201,
    handle: (call, { id, body }) =>
      makePromise(call.house, { shopId: call.shopId, receivableId: id, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/promises/:id/withdraw',
    summary: 'Takes a promise back: reminders go on at once',
    roles: WORK,
    answer: schema.PromiseMoved,
    handle: (call, { id }) =>
      withdrawPromise(call.house, { shopId: call.shopId, promiseId: id }, call),
  }),
];

const plans: readonly Route[] = [
  route({
    method: 'get',
    path: '/instalment-plans',
    summary: 'Instalment plans with their instalments, by pages',
    roles: READ,
    query: schema.PlanQuery,
    answer: schema.PlanList,
    handle: async (call, { query: { receivableId = null, state = null, ...page } }) => {
      const filter = { ...page, receivableId, state };
      return listPlansView(call.house.db, call.shopId, filter, await todayOf(call));
    },
  }),
  route({
    method: 'post',
    path: '/receivables/:id/instalment-plans',
    summary: 'Writes a plan down with its schedule and what the law asks; nobody is told yet',
    roles: WORK,
    body: schema.PlanBody,
    answer: schema.PlanDrafted,
    status: 201,
    handle: (call, { id, body }) =>
      draftPlan(call.house, { shopId: call.shopId, receivableId: id, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/instalment-plans/:id/offer',
    summary: 'Notes that the plan was offered: reminders wait for the answer',
    roles: WORK,
    answer: schema.PlanMoved,
    handle: (call, { id }) => offerPlan(call.house, { shopId: call.shopId, planId: id }, call),
  }),
  route({
    method: 'post',
    path: '/instalment-plans/:id/accept',
    summary: 'Notes that the debtor accepted: reminders wait while he pays',
    roles: WORK,
    body: schema.AcceptBody,
    answer: schema.PlanMoved,
    handle: (call, { id, body }) =>
      acceptPlan(call.house, { shopId: call.shopId, planId: id, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/instalment-plans/:id/withdraw',
    summary: 'Takes a plan back, or notes that the debtor did not want it',
    roles: WORK,
    answer: schema.PlanMoved,
    handle: (call, { id }) => withdrawPlan(call.house, { shopId: call.shopId, planId: id }, call),
  }),
];

const states: readonly Route[] = [
  route({
    method: 'get',
    path: '/special-states',
    summary: 'Special states of debtors and receivables, by pages',
    roles: READ,
    query: schema.StateQuery,
    answer: schema.StateList,
    handle: ({ house, shopId }, { query }) => {
      const { receivableId = null, debtorId = null, kind = null, ...page } = query;
      return listSpecialStatesView(house.db, shopId, { ...page, receivableId, debtorId, kind });
    },
  }),
  route({
    method: 'post',
    path: '/debtors/:id/special-states',
    summary: 'Notes that a debtor is insolvent, dead, a minor, …: all his receivables are held',
    roles: WORK,
    body: schema.DebtorStateBody,
    answer: schema.StatePlaced,
    status: 201,
    handle: (call, { id, body }) => {
      const wish = { shopId: call.shopId, about: { debtorId: id }, ...body };
      return placeSpecialState(call.house, wish, call);
    },
  }),
  route({
    method: 'post',
    path: '/receivables/:id/special-states',
    summary: 'Notes an open return or a withdrawal: the receivable is held',
    roles: WORK,
    body: schema.ReceivableStateBody,
    answer: schema.StatePlaced,
    status: 201,
    handle: (call, { id, body }) => {
      const about = { receivableId: id };
      const wish = { shopId: call.shopId, about, court: null, fileNumber: null, ...body };
      return placeSpecialState(call.house, wish, call);
    },
  }),
  route({
    method: 'post',
    path: '/special-states/:id/end',
    summary: 'Ends a special state: what it held goes on',
    roles: WORK,
    answer: schema.StateEnded,
    handle: (call, { id }) => endState(call.house, { shopId: call.shopId, stateId: id }, call),
  }),
];

const work: readonly Route[] = [
  route({
    method: 'get',
    path: '/worklist',
    summary: 'Everything that waits for a person, the most urgent first',
    roles: READ,
    query: schema.WorkQuery,
    answer: schema.Worklist,
    handle: async ({ house, shopId, at }, { query }) => {
      const shop = await getShopView(house.db, shopId);
      const { kind = null, receivableId = null, ...page } = query;
      return readWork(house.db, shop, at, { ...page, kind, receivableId });
    },
  }),
  route({
    method: 'get',
    path: '/tasks',
    summary: 'Tasks, open and done, by pages',
    roles: READ,
    query: schema.TaskQuery,
    answer: schema.TaskList,
    handle: ({ house, shopId }, { query }) => {
      const { receivableId = null, state = null, kind = null, ...page } = query;
      return listTasksView(house.db, shopId, { ...page, receivableId, state, kind });
    },
  }),
  route({
    method: 'post',
    path: '/receivables/:id/tasks',
    summary: 'Writes a task for a receivable',
    roles: WORK,
    body: schema.TaskBody,
    answer: schema.TaskPlaced,
    status: 201,
    handle: (call, { id, body }) =>
      placeTask(call.house, { shopId: call.shopId, receivableId: id, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/tasks/:id/done',
    summary: 'Says that a task is done',
    roles: WORK,
    answer: schema.TaskDone,
    handle: (call, { id }) => completeTask(call.house, { shopId: call.shopId, taskId: id }, call),
  }),
];

const foreignPayments: readonly Route[] = [
  route({
    method: 'post',
    path: '/foreign-payments/:id/book',
    summary: 'Says what a payment in another currency pays; the id is that of its task',
    roles: WORK,
    body: schema.ForeignBody,
    answer: schema.ForeignBooked,
    status: 201,
    handle: (call, { id, body }) =>
      bookForeignPayment(call.house, { shopId: call.shopId, taskId: id, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/foreign-payments/:id/set-aside',
    summary: 'Says that it pays nothing here; the reason stands as a note at the case',
    roles: WORK,
    body: schema.AsideBody,
    answer: schema.SetAside,
    handle: (call, { id, body }) =>
      setForeignPaymentAside(call.house, { shopId: call.shopId, taskId: id, ...body }, call),
  }),
];

const answers: readonly Route[] = [
  route({
    method: 'get',
    path: '/debtor-answers',
    summary: 'What debtors wrote on the page of their letter, by pages',
    roles: READ,
    query: schema.AnswerQuery,
    answer: schema.AnswerList,
    handle: ({ house, shopId }, { query: { debtorId = null, ...page } }) =>
      listAnswersView(house.db, shopId, { ...page, debtorId }),
  }),
  route({
    method: 'post',
    path: '/receivables/:id/respond-link',
    summary: 'A new link to the page on which the debtor may answer, to be sent to him',
    roles: WORK,
    answer: schema.RespondLinkView,
    handle: (call, { id }) =>
      respondLinkOf(call.house, { shopId: call.shopId, receivableId: id }, call),
  }),
];

/** The doors to what is to be cleared up before a reminder goes on. */
export const caseRoutes: readonly Route[] = [
  ...blocks,
  ...disputes,
  ...promises,
  ...plans,
  ...states,
  ...work,
  ...foreignPayments,
  ...answers,
];

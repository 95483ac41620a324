import { randomBytes } from 'node:crypto';
import { checkAgencyAccount, namesOfKeys, setUpAgencyAccount } from '../actions/agency-account.ts';
import { makeApiKey } from '../actions/administer.ts';
import { makeTrialOrders } from '../actions/trial-orders.ts';
import { AgencyBody, fromPage } from '../agency-input.ts';
import { Conflict } from '../domain/errors.ts';
import { getAccountView, listAccountsView, listUnsettled, readSetup } from '../storage/views.ts';
import * as schema from './account-schemas.ts';
import { type Call, DECIDE, READ, route, type Route, WORK } from './route.ts';

async function showAccounts({ house, shopId }: Call) {
  const own = (await listAccountsView(house.db)).filter((one) => one.shopId === shopId);
  const items = own.map((account) => {
    const { id, agency, mode, settings, checkedAt, refusedAt, refusal, pausedUntil } = account;
    const keys = namesOfKeys(house, account);
    return { id, agency, mode, settings, keys, checkedAt, refusedAt, refusal, pausedUntil };
  });
  return { hasFileFolder: house.agencyFolder !== null, items };
}

/** The doors to the accounts at agencies, the way to a first claim, and what is unsettled. */
export const accountRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/agency-accounts',
    summary: 'The accounts at agencies, without their keys',
    roles: READ,
    answer: schema.AccountsView,
    handle: showAccounts,
  }),
  route({
    method: 'put',
    path: '/agency-accounts',
    summary: 'Enters or replaces the account of a mode; keys are sealed and never shown again',
    roles: DECIDE,
    body: AgencyBody,
    answer: schema.AccountId,
    handle: (call, { body }) => {
      const { kind: agency, mode } = body;
      const wish = { shopId: call.shopId, agency, mode, ...fromPage(body) };
      return setUpAgencyAccount(call.house, wish, call);
    },
  }),
  route({
    method: 'post',
    path: '/agency-accounts/:id/check',
    summary: 'Makes one harmless read at the agency and says what came of it',
    roles: WORK,
    answer: schema.CheckView,
    handle: async (call, { id }) => {
      const account = await getAccountView(call.house.db, call.shopId, id);
      const check = { accountId: id, agency: () => call.agencyOf(account) };
      return checkAgencyAccount(call.house, check, call);
    },
  }),
  route({
    method: 'post',
    path: '/agency-accounts/:id/key',
    summary: 'Makes a key with which an agency fetches its claims here, and shows it once',
    roles: DECIDE,
    answer: schema.AgencyKey,
    isSecret: true,
    status: 201,
    handle: async ({ house, shopId, actor, at }, { id }) => {
      const { agency } = await getAccountView(house.db, shopId, id);
      if (agency !== 'pull') throw new Conflict('only an agency that fetches its claims has a key');
      const key = randomBytes(24).toString('base64url');
      const wish = { shopId, name: 'agency key', role: 'agency', key } as const;
      await makeApiKey(house, { ...wish, agencyAccountId: id }, { actor, at });
      return { key };
    },
  }),
  route({
    method: 'post',
    path: '/agency-news/look',
    summary: 'Asks the agencies for news now; what they say settles what is unconfirmed',
    roles: WORK,
    answer: schema.Asked,
    status: 202,
    handle: ({ lookForNews }) => {
      lookForNews();
      return Promise.resolve({ asked: true });
    },
  }),
  route({
    method: 'get',
    path: '/outbox',
    summary: 'Messages whose outcome nobody knows, or that were refused, by pages',
    roles: READ,
    query: schema.UnsettledQuery,
    answer: schema.Unsettled,
    handle: ({ house, shopId }, { query }) => listUnsettled(house.db, shopId, query),
  }),
  route({
    method: 'get',
    path: '/setup',
    summary: 'How far the shop is on its way to a first claim in the sandbox',
    roles: READ,
    answer: schema.Setup,
    handle: ({ house, shopId }) => readSetup(house.db, shopId),
  }),
  route({
    method: 'post',
    path: '/trial-orders',
    summary:
      'Makes invented orders in a shop that is in the sandbox, once; their mails go to the caller',
    roles: DECIDE,
    answer: schema.TrialOrders,
    status: 201,
    handle: (call) => {
      const email = call.caller.session?.user.email ?? null;
      return makeTrialOrders(call.house, { shopId: call.shopId, email }, call);
    },
  }),
];

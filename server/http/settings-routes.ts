import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  changeMode,
  changeSettings,
  createApiKey,
  endApiKey,
  testMailLeft,
  writeTestMail,
} from '../actions/settings.ts';
import { changeUser, createUser, resetPassword } from '../actions/users.ts';
import { PartnerUnavailable } from '../domain/errors.ts';
import { conflict } from '../domain/refusals.ts';
import { getShopView, listAccountsView } from '../storage/views.ts';
import { listApiKeys, listEvents, listUsers } from '../storage/views-console.ts';
import * as schema from './console-schemas.ts';
import { type Call, DECIDE, READ, route, type Route } from './route.ts';
import { SettingsBody, SettingsView } from './settings-schemas.ts';

/** Whoever waits for a test mail sits before the page; reminders have minutes. */
const PATIENCE_MS = 10_000;

async function withinPatience(sending: Promise<unknown>): Promise<void> {
  const ends = new AbortController();
  const silence = wait(PATIENCE_MS, undefined, { signal: ends.signal }).then(() => {
    throw new PartnerUnavailable(
      `the mail server took longer than ${PATIENCE_MS / 1000} s; look at SMTP_URL and its log`,
    );
  });
  // The other one of the two ends unheard.
  sending.catch(() => undefined);
  silence.catch(() => undefined);
  try {
    await Promise.race([sending, silence]);
  } finally {
    ends.abort();
  }
}

/** The settings without what is sealed: nobody reads a secret back. */
async function showSettings({ house, shopId }: Call) {
  const { domain, source, state, agencyMode, settings } = await getShopView(house.db, shopId);
  const { webhook, ...dunning } = settings.dunning;
  const accounts = (await listAccountsView(house.db)).filter((one) => one.shopId === shopId);
  const shownWebhook = webhook === null ? null : { url: webhook.url };
  return {
    domain,
    source,
    state,
    mode: agencyMode,
    settings: { ...settings, dunning: { ...dunning, webhook: shownWebhook } },
    accounts: accounts.map(({ id, agency, mode, checkedAt, refusal }) => ({
      id,
      agency,
      mode,
      checkedAt,
      refusal,
    })),
  };
}

const shop: readonly Route[] = [
  route({
    method: 'get',
    path: '/settings',
    summary: 'The settings of the shop and its agency accounts, without secrets',
    roles: READ,
    answer: SettingsView,
    handle: showSettings,
  }),
  route({
    method: 'put',
    path: '/settings',
    summary: 'Changes what is given and leaves the rest',
    roles: DECIDE,
    body: SettingsBody,
    answer: SettingsView,
    handle: async (call, { body }) => {
      await changeSettings(call.house, { shopId: call.shopId, change: body }, call);
      return showSettings(call);
    },
  }),
  route({
    method: 'post',
    path: '/settings/mode',
    summary: 'Sends claims to the real agency, or to the sandbox; the domain confirms it',
    roles: DECIDE,
    body: schema.ModeBody,
    answer: schema.ModeView,
    handle: (call, { body }) => changeMode(call.house, { shopId: call.shopId, ...body }, call),
  }),
  route({
    method: 'post',
    path: '/settings/test-mail',
    summary: 'Sends a test mail to the signed-in user, and to nobody else',
    roles: DECIDE,
    answer: schema.TestMail,
    handle: async ({ house, shopId, caller, email, actor, at }) => {
      const to = caller.session?.user.email ?? null;
      const message = await writeTestMail(house, { shopId, to, id: randomUUID() });
      if (email === null) throw conflict('refused_no_mail');
      await withinPatience(email.send(message));
      await testMailLeft(house, shopId, { actor, at });
      return { sentTo: message.to };
    },
  }),
  route({
    method: 'get',
    path: '/audit-log',
    summary: 'The journal of the shop, newest first: who did what and when',
    roles: DECIDE,
    query: schema.AuditQuery,
    answer: schema.AuditLog,
    handle: ({ house, shopId }, { query }) => listEvents(house.db, shopId, query),
  }),
];

const people: readonly Route[] = [
  route({
    method: 'get',
    path: '/users',
    summary: 'Everybody who may sign in',
    roles: DECIDE,
    answer: schema.UserList,
    handle: async ({ house, shopId }) => ({
      items: (await listUsers(house.db, shopId)).map(({ shopId: _shop, ...user }) => user),
    }),
  }),
  route({
    method: 'post',
    path: '/users',
    summary: 'Lets a person sign in',
    roles: DECIDE,
    body: schema.UserBody,
    answer: schema.UserId,
    status: 201,
    handle: (call, { body }) => createUser(call.house, { shopId: call.shopId, ...body }, call),
  }),
  route({
    method: 'put',
    path: '/users/:id',
    summary: 'Changes the name, the role, or whether the user may sign in',
    roles: DECIDE,
    body: schema.UserChangeBody,
    answer: schema.Done,
    handle: async (call, { id, body }) => {
      const { name, role, isDisabled } = body;
      const change = {
        ...(name === undefined ? {} : { name }),
        ...(role === undefined ? {} : { role }),
        ...(isDisabled === undefined ? {} : { isDisabled }),
      };
      await changeUser(call.house, { shopId: call.shopId, userId: id, ...change }, call);
      return { done: true };
    },
  }),
  route({
    method: 'post',
    path: '/users/:id/password',
    summary: 'Gives a user a new password; his sessions and his second factor end',
    roles: DECIDE,
    body: schema.NewPassword,
    answer: schema.Done,
    handle: async (call, { id, body }) => {
      await resetPassword(call.house, { shopId: call.shopId, userId: id, ...body }, call);
      return { done: true };
    },
  }),
  route({
    method: 'get',
    path: '/api-keys',
    summary: 'The API keys of the shop, without the keys themselves',
    roles: DECIDE,
    answer: schema.KeyList,
    handle: async ({ house, shopId }) => ({ items: await listApiKeys(house.db, shopId) }),
  }),
  route({
    method: 'post',
    path: '/api-keys',
    summary: 'Makes an API key and shows it once',
    roles: DECIDE,
    body: schema.KeyBody,
    answer: schema.KeyMade,
    isSecret: true,
    status: 201,
    handle: (call, { body }) => {
      const key = randomBytes(24).toString('base64url');
      return createApiKey(call.house, { shopId: call.shopId, ...body, key }, call);
    },
  }),
  route({
    method: 'delete',
    path: '/api-keys/:id',
    summary: 'Ends an API key',
    roles: DECIDE,
    answer: schema.Done,
    handle: async (call, { id }) => {
      await endApiKey(call.house, { shopId: call.shopId, keyId: id }, call);
      return { done: true };
    },
  }),
];

/** The doors of the settings: the shop, its people and its keys. */
export const settingsRoutes: readonly Route[] = [...shop, ...people];

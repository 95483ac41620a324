import { readFileSync } from 'node:fs';
import type { House } from '../actions/house.ts';
import { changeUser, createUser, resetPassword } from '../actions/users.ts';
import type { Instant } from '../domain/calendar.ts';
import { InvalidInput } from '../domain/errors.ts';
import { listUsers } from '../storage/views-console.ts';

type Values = Readonly<Record<string, string | boolean | undefined>>;

interface Tools {
  shopOf(house: House, values: Values): Promise<{ id: number }>;
}

interface Printed {
  json: unknown;
  text: string;
}

interface UserCommand {
  help: string;
  options: Readonly<Record<string, { type: 'string' | 'boolean' }>>;
  run(service: { house: House }, values: Values, at: Instant): Promise<Printed>;
}

const text = { type: 'string' } as const;
const ROLES = ['owner', 'clerk', 'read_only', 'agency'] as const;

/** The commands about people: the first owner is made here, the others in the console. */
export const userCommands = (tools: Tools): Readonly<Record<string, UserCommand>> => ({
  users: {
    help: '[--shop DOMAIN]: everybody who may sign in to the console',
    options: { shop: text },
    async run({ house }, values) {
      const users = await listUsers(house.db, (await tools.shopOf(house, values)).id);
      const items = users.map(({ shopId: _shop, ...user }) => user);
      const lines = items.map(
        ({ id, email, role, hasTotp, isDisabled }) =>
          `${id}  ${email}  ${role}${hasTotp ? ', with a code' : ''}${isDisabled ? ', shut out' : ''}`,
      );
      return { json: { items }, text: lines.join('\n') || 'nobody yet; use users-add' };
    },
  },
  'users-add': {
    help: '--email ADDRESS --role ROLE [--name NAME] [--account N] [--shop DOMAIN]: lets a person sign in; the password is read from the standard input',
    options: { email: text, role: text, name: text, account: text, shop: text },
    async run({ house }, values, at) {
      const { id: shopId } = await tools.shopOf(house, values);
      const email = textOf(values, 'email');
      const role = ROLES.find((known) => known === values['role']);
      if (role === undefined) throw new InvalidInput(`--role is one of ${ROLES.join(', ')}`);
      const name = typeof values['name'] === 'string' ? values['name'] : email;
      const account = values['account'];
      const agencyAccountId = typeof account === 'string' ? numberOf(account, 'account') : null;
      const wish = { shopId, email, name, role, agencyAccountId, password: readPassword() };
      const { userId } = await createUser(house, wish, { actor: 'cli', at });
      return { json: { userId }, text: `user ${userId} may sign in as ${role}` };
    },
  },
  'users-password': {
    help: '--id N [--shop DOMAIN]: gives a user the password on the standard input; his sessions and second factor end',
    options: { id: text, shop: text },
    async run({ house }, values, at) {
      const { id: shopId } = await tools.shopOf(house, values);
      const userId = numberOf(textOf(values, 'id'), 'id');
      const wish = { shopId, userId, password: readPassword() };
      await resetPassword(house, wish, { actor: 'cli', at });
      return { json: { userId }, text: `user ${userId} has a new password` };
    },
  },
  'users-disable': {
    help: '--id N [--shop DOMAIN]: shuts a user out',
    options: { id: text, shop: text },
    async run({ house }, values, at) {
      const { id: shopId } = await tools.shopOf(house, values);
      const userId = numberOf(textOf(values, 'id'), 'id');
      await changeUser(house, { shopId, userId, isDisabled: true }, { actor: 'cli', at });
      return { json: { userId }, text: `user ${userId} is shut out` };
    },
  },
});

function textOf(values: Values, name: string): string {
  const value = values[name];
  if (typeof value === 'string') return value;
  throw new InvalidInput(`--${name} is missing`);
}

function numberOf(written: string, name: string): number {
  if (/^[1-9]\d{0,14}$/.test(written)) return Number(written);
  throw new InvalidInput(`--${name}: "${written}" is no number`);
}

/** A password on the command line would stand in the list of processes. */
function readPassword(): string {
  const password = readFileSync(0, 'utf8').replace(/\r?\n$/, '');
  if (password !== '') return password;
  throw new InvalidInput('write the password to the standard input: echo … | npm run -s cli -- …');
}

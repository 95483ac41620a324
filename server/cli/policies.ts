import type { House } from '../actions/house.ts';
import { checkPolicy, endPolicy, savePolicy } from '../actions/policies.ts';
import type { Instant } from '../domain/calendar.ts';
import { InvalidInput } from '../domain/errors.ts';
import type { PolicyWarning } from '../domain/policy-warnings.ts';
import { ScopedPolicyInput } from '../policy-input.ts';
import { listCurrentPolicies, type SavedPolicy } from '../storage/views-policies.ts';

type Values = Readonly<Record<string, string | boolean | undefined>>;

interface Tools {
  shopOf(house: House, values: Values): Promise<{ id: number }>;
  readJson(file: string): unknown;
}

interface Printed {
  json: unknown;
  text: string;
}

interface PolicyCommand {
  help: string;
  options: Readonly<Record<string, { type: 'string' | 'boolean' }>>;
  run(service: { house: House }, values: Values, at: Instant): Promise<Printed>;
}

/** The commands about dunning policies. A file holds `scope`, `scopeKey` and `policy`. */
export const policyCommands = (tools: Tools): Readonly<Record<string, PolicyCommand>> => ({
  policies: {
    help: '[--shop DOMAIN]: the dunning policy in force of each scope',
    options: { shop: { type: 'string' } },
    async run({ house }, values) {
      const items = await listCurrentPolicies(house.db, (await tools.shopOf(house, values)).id);
      return { json: { items }, text: items.map(tellPolicy).join('\n') };
    },
  },
  'policy-check': {
    help: '--file policy.json: what speaks against a policy, without saving it',
    options: { file: { type: 'string' } },
    run: (_service, values) => {
      const warnings = checkPolicy(readPolicy(tools, values));
      return Promise.resolve({ json: { warnings }, text: tellWarnings(warnings) });
    },
  },
  'policy-save': {
    help: '--file policy.json [--shop DOMAIN]: saves a policy for the rounds that begin from now on',
    options: { file: { type: 'string' }, shop: { type: 'string' } },
    async run({ house }, values, at) {
      const { id: shopId } = await tools.shopOf(house, values);
      const wish = { shopId, ...readPolicy(tools, values) };
      const { saved, warnings } = await savePolicy(house, wish, { actor: 'cli', at });
      const text = `saved as ${tellPolicy(saved)}\n${tellWarnings(warnings)}`;
      return { json: { ...saved, warnings }, text };
    },
  },
  'policy-retire': {
    help: '--id N [--shop DOMAIN]: takes the policy of a scope out of use',
    options: { id: { type: 'string' }, shop: { type: 'string' } },
    async run({ house }, values, at) {
      const { id: shopId } = await tools.shopOf(house, values);
      const policyId = Number(values['id']);
      if (!Number.isSafeInteger(policyId)) throw new InvalidInput('--id must be that of a policy');
      const retired = await endPolicy(house, { shopId, policyId }, { actor: 'cli', at });
      return { json: retired, text: `retired ${tellPolicy(retired)}` };
    },
  },
});

function readPolicy(tools: Tools, { file }: Values) {
  if (typeof file !== 'string') throw new InvalidInput('--file is missing');
  const read = ScopedPolicyInput.safeParse(tools.readJson(file));
  if (read.success) return read.data;
  const problems = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new InvalidInput(`${file} cannot be used: ${problems.join('; ')}`);
}

function tellPolicy({ id, version, scope, scopeKey, policy }: SavedPolicy): string {
  const whom = scopeKey === '' ? scope : `${scope} ${scopeKey}`;
  const levels = policy.levels.map(({ template, afterDays }) => `${template} after ${afterDays}`);
  return `policy ${id}, version ${version}, for ${whom}: ${levels.join(', ')} days`;
}

const tellWarnings = (warnings: readonly PolicyWarning[]): string =>
  warnings.length === 0
    ? 'nothing speaks against it'
    : warnings.map(({ path, message, source }) => `${path}: ${message} (${source})`).join('\n');

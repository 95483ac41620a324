/** The tables of the README, made from the code they describe. */
import { commands } from '../../server/cli.ts';
import { settings } from '../../server/config.ts';
import { claimStates } from '../../server/domain/claim.ts';
import * as errors from '../../server/domain/errors.ts';
import { eventTypes } from '../../server/domain/events.ts';
import { routes } from '../../server/http/routes.ts';
import { receivableStates } from '../../server/domain/receivable.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const moves = (states: Readonly<Record<string, Readonly<Record<string, string>>>>): string =>
  table(
    ['state', 'moves on by'],
    Object.entries(states).map(([state, edges]) => {
      const ways = Object.entries(edges).map(([event, to]) => `\`${event}\` → **${to}**`);
      return [`**${state}**`, ways.length === 0 ? 'the end' : ways.join(', ')];
    }),
  );

const errorClasses = [
  new errors.InvalidInput(''),
  new errors.NotFound(''),
  new errors.Conflict(''),
  new errors.Forbidden(''),
  new errors.PartnerRejected(''),
  new errors.PartnerUnavailable(''),
  new errors.OutcomeUnknown(''),
];

const MEANING: Readonly<Record<errors.ErrorCode, readonly [string, string]>> = {
  invalid_input: ['400', 'what came in cannot be used; the message names the field'],
  not_found: ['404', 'no such record, or it belongs to another shop'],
  conflict: ['409', 'the state of the record does not allow this'],
  forbidden: ['403', 'the role may not do this'],
  partner_rejected: ['422', 'the partner said no; sending the same again will not help'],
  partner_unavailable: ['503', 'the partner surely did not take it; it is tried again later'],
  outcome_unknown: ['502', 'nobody knows; ask the partner before sending again'],
};

/** By the name of the marker in the README. */
export const tables: Readonly<Record<string, string>> = {
  'receivable-states': moves(receivableStates),
  'claim-states': moves(claimStates),
  doors: table(
    ['door below `/api/v1`', 'what it does', 'roles'],
    routes.map(({ method, path, summary, roles }) => [
      `\`${method.toUpperCase()} ${path.replace(':id', '{id}')}\``,
      summary,
      roles.join(', '),
    ]),
  ),
  commands: table(
    ['command', 'what it does'],
    Object.entries(commands).map(([name, { help }]) => [
      `\`${name}\``,
      help.replaceAll('|', '\\|').replaceAll('<', '&lt;'),
    ]),
  ),
  settings: table(
    ['variable', 'purpose', 'default'],
    settings.map(({ name, purpose, default: preset }) => [
      `\`${name}\``,
      purpose,
      preset === '' ? '' : `\`${preset}\``,
    ]),
  ),
  errors: table(
    ['code', 'HTTP', 'may be sent again', 'meaning'],
    errorClasses.map(({ code, retry }) => {
      const [status, meaning] = MEANING[code];
      return [`\`${code}\``, status, retry.replace('_', ' '), meaning];
    }),
  ),
  events: table(
    ['event', 'what happened'],
    Object.entries(eventTypes).map(([type, sentence]) => [`\`${type}\``, sentence]),
  ),
};

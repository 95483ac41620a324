import { type AgencyCall, beginAgencyCall } from '../actions/begin-agency-call.ts';
import {
  failAgencyCall,
  finishFollowUp,
  finishSubmit,
  postponeMessage,
} from '../actions/deliver-claim.ts';
import {
  beginReminder,
  type Departure,
  failReminder,
  finishReminder,
} from '../actions/deliver-reminder.ts';
import type { Acting } from '../actions/house.ts';
import { OutcomeUnknown, PartnerUnavailable } from '../domain/errors.ts';
import type {
  AgencyConnector,
  EmailChannel,
  LetterChannel,
  SubmittedClaim,
  WebhookChannel,
} from '../ports.ts';
import {
  type AgencyAccount,
  findAccountOfMessage,
  isNoticeKind,
  listAbandonedMessages,
  listDueMessages,
} from '../storage/queues.ts';
import { findMessageKind } from '../storage/views.ts';
import { type Job, type JobTools, MOST_ROWS } from './job.ts';

export interface Outside {
  /** Null while no mail server is configured: reminders wait in the outbox. */
  email: EmailChannel | null;
  /** Null while letters go nowhere (LETTER_FOLDER): they wait in the outbox as well. */
  letters: LetterChannel | null;
  webhook: WebhookChannel;
  agencyOf: (account: AgencyAccount) => AgencyConnector;
  /** Every trace of a call until now is written. */
  traced(): Promise<void>;
}

/** Sends what the outbox holds. No partner is called inside a transaction. */
export const deliverOutbox = (tools: JobTools & { outside: Outside }): Job => ({
  name: 'deliver-outbox',
  schedule: '* * * * *',
  async run() {
    const { house, clock, log } = tools;
    const { email, letters } = tools.outside;
    if (email === null) log.warn('no mail server is configured (SMTP_URL); reminders wait');
    for (const id of await listAbandonedMessages(house.db, clock.now())) await giveUp(tools, id);
    const able = { limit: MOST_ROWS, withEmail: email !== null, withLetters: letters !== null };
    const due = () => listDueMessages(house.db, clock.now(), able);
    const ids = await due();
    await severally(ids, AT_ONCE, (id) => deliver(tools, id));
    await tools.outside.traced();
    if (ids.length === 0) return 'done';
    // Only what was not tried just now is a reason to wake again at once: what was too much for one
    // run, and what waited behind a message about the same claim.
    const tried = new Set(ids);
    return (await due()).some((id) => !tried.has(id)) ? 'snooze' : 'done';
  },
});

/** Calls under way at once: an agency's answer takes much longer than our part of the work. */
const AT_ONCE = 8;

/** Works through a list in its order, with so many under way at once. */
async function severally(
  ids: readonly number[],
  atOnce: number,
  work: (id: number) => Promise<void>,
): Promise<void> {
  const rest = ids.values();
  const worker = async (): Promise<void> => {
    for (const id of rest) await work(id);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

type Tools = JobTools & { outside: Outside };

async function deliver(tools: Tools, messageId: number): Promise<void> {
  const { house, clock, owner, log } = tools;
  const acting = { actor: 'deliver-outbox', at: clock.now(), owner };
  try {
    const kind = await findMessageKind(house.db, messageId);
    if (kind !== null && isNoticeKind(kind)) await deliverNotice(tools, messageId, acting);
    else await deliverToAgency(tools, messageId, acting);
  } catch (error) {
    log.error({ messageId, err: error }, 'a message could not be handled; it stays in the outbox');
    await putOff(tools, messageId);
  }
}

/** What we cannot handle ourselves makes room for what is behind it. */
async function putOff({ house, clock, log }: Tools, messageId: number): Promise<void> {
  try {
    await postponeMessage(house, messageId, { actor: 'deliver-outbox', at: clock.now() });
  } catch (error) {
    log.error({ messageId, err: error }, 'a message could not be put off');
  }
}

async function deliverNotice(
  { house, outside, clock, log }: Tools,
  messageId: number,
  acting: Acting & { owner: string },
): Promise<void> {
  const departure = await beginReminder(house, messageId, acting);
  if (departure === null) return;
  let serverAnswer: string;
  try {
    serverAnswer = await depart(outside, departure);
  } catch (error) {
    log.warn({ messageId, err: error }, 'a reminder was not taken');
    await failReminder(house, messageId, error, { ...acting, at: clock.now() });
    return;
  }
  await finishReminder(house, messageId, { ...acting, at: clock.now(), serverAnswer });
}

/** Gives a notice to its channel and gives the answer. */
async function depart({ email, letters, webhook }: Outside, departure: Departure): Promise<string> {
  switch (departure.channel) {
    case 'email':
      if (email === null) throw new PartnerUnavailable('no mail server is configured (SMTP_URL)');
      return (await email.send(departure.message)).serverAnswer;
    case 'letter':
      if (letters === null) throw new PartnerUnavailable('letters go nowhere (LETTER_FOLDER)');
      return (await letters.send(departure.letter)).receipt;
    case 'webhook':
      return (await webhook.send(departure.post)).receipt;
  }
}

async function deliverToAgency(
  { house, outside, clock, log }: Tools,
  messageId: number,
  acting: Acting & { owner: string },
): Promise<void> {
  const account = await findAccountOfMessage(house.db, messageId);
  if (account === null) return;
  // Built before anything is marked: what is wrong in our own configuration is no answer.
  const agency = outside.agencyOf(account);
  const call = await beginAgencyCall(house, messageId, acting);
  if (call === null) return;
  let answer: SubmittedClaim | null;
  try {
    answer = await ask(agency, call);
  } catch (error) {
    log.warn({ messageId, claimId: call.claimId, err: error }, 'the agency did not do as asked');
    await failAgencyCall(house, messageId, error, { ...acting, at: clock.now() });
    return;
  }
  const then = { ...acting, at: clock.now() };
  if (answer === null) await finishFollowUp(house, messageId, then);
  else await finishSubmit(house, messageId, { ...then, ...answer });
}

async function ask(agency: AgencyConnector, call: AgencyCall): Promise<SubmittedClaim | null> {
  switch (call.do) {
    case 'submit':
      return agency.submitClaim(call.claim);
    case 'close':
      await agency.closeClaim(call.fileNumber);
      return null;
    case 'report':
      await agency.reportDirectPayment(call.fileNumber, call.payment);
      return null;
    case 'tell':
      await agency.sendMessage(call.fileNumber, call.text);
      return null;
    case 'order':
      await agency.orderNextStep(call.fileNumber, call.order);
      return null;
  }
}

/** Nobody knows what became of a message whose sender died; one that fails holds up no other. */
async function giveUp({ house, clock, log }: Tools, messageId: number): Promise<void> {
  const error = new OutcomeUnknown('the sender died while the partner was being called');
  const acting = { actor: 'deliver-outbox', at: clock.now() };
  try {
    const kind = await findMessageKind(house.db, messageId);
    const isNotice = kind !== null && isNoticeKind(kind);
    if (isNotice) await failReminder(house, messageId, error, acting);
    else await failAgencyCall(house, messageId, error, acting);
  } catch (problem) {
    log.error({ messageId, err: problem }, 'an abandoned message could not be settled');
  }
}

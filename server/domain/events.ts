/**
 * What the journal may tell. Every name is here with its sentence; none is ever reused or renamed.
 * The README prints this table.
 */
export const eventTypes = {
  'invoice.recorded': 'An order became a receivable.',
  'invoice.changed': 'The order costs more or less than before.',
  'due_date.set': 'The day on which the receivable is due became known or moved.',
  'due_date.passed': 'The due day ended without payment.',
  'dunning_round.begun': 'A later due date made the reminders begin anew.',
  'due_date.moved': 'A later due date took the receivable back from being overdue.',
  'payment.recorded': 'Money came in, or went back when the amount is negative.',
  'payment.explained': 'A payment arrived that the books of the shop had already shown.',
  'shop_books.adopted': 'The books of the shop showed money that no payment explained.',
  'fee.charged': 'A reminder that was sent added a dunning fee.',
  'fee.waived': 'An open dunning fee was given up because the principal is paid.',
  'fee.taken_back': 'The fee of a withdrawn reminder was taken back.',
  'receivable.paid': 'Nothing is open any more.',
  'receivable.reopened': 'Something is open again.',
  'receivable.back_at_agency': 'Something is open again while the agency still holds the claim.',
  'receivable.cancelled': 'The order was cancelled or deleted; nothing is owed.',
  'receivable.written_off': 'The creditor gave the rest up.',
  'handover.requested': 'A clerk asks for the hand-over; the owner must approve it.',
  'handover.declined': 'The owner looked at the request and said no.',
  'dunning_block.placed': 'Reminders and the hand-over wait.',
  'dunning_block.released': 'They go on.',
  'dunning_block.extended': 'The end of a block moved.',
  'dispute.opened': 'The debtor objects, to the whole or to a part.',
  'dispute.deferred': 'The day by which the debtor gets his answer moved.',
  'dispute.answered': 'The creditor answered the objection; reminders go on.',
  'dispute.upheld': 'The creditor agrees with the objection, to the whole or to a part.',
  'dispute.rejected': 'The creditor decided that the objection is wrong.',
  'dispute.withdrawn': 'The debtor objects no more.',
  'promise.made': 'The debtor promised to pay by a day.',
  'promise.kept': 'The promised money came in time.',
  'promise.partly_kept': 'A part of the promised money came in time.',
  'promise.broken': 'No promised money came in time.',
  'promise.withdrawn': 'A promise was taken back or became pointless.',
  'instalment_plan.drafted': 'A plan of instalments was written down; nobody has offered it.',
  'instalment_plan.offered': 'The debtor was offered instalments; reminders wait for his answer.',
  'instalment_plan.accepted': 'The debtor accepted the instalments; reminders wait.',
  'instalment_plan.paid': 'Every instalment is paid.',
  'instalment_plan.broken': 'Too many instalments were missed; the whole rest is due.',
  'instalment_plan.withdrawn': 'A plan was taken back or not accepted.',
  'instalment.missed': 'The day of an instalment and its days of grace passed without it.',
  'instalment_reminder.planned': 'A letter about an instalment was put in the outbox.',
  'instalment_reminder.sent': 'The letter about an instalment has left.',
  'instalment_reminder.stopped': 'The last look stopped the letter about an instalment.',
  'special_state.placed': 'Dunning stops because of the debtor or the goods.',
  'special_state.ended': 'That reason is gone.',
  'task.done': 'A person did what was asked.',
  'foreign_payment.received': 'Money moved in another currency than that of the receivable.',
  'foreign_payment.set_aside': 'A person said that this money pays nothing here; a note says why.',
  'debtor.answered': 'The debtor used the page of his letter.',
  'write_off.recorded': 'The creditor gave a part of what is owed up.',
  'policy.saved': 'A version of a dunning policy was saved; rounds under way keep theirs.',
  'policy.retired': 'A dunning policy went out of use but for the rounds that began with it.',
  'letter_text.saved':
    'A letter has words of the merchant; letters from now on are written with them.',
  'letter_text.reset': 'A letter has our own words again.',
  'customer_group.set': 'A debtor was put into a customer group, or taken out of one.',
  'email_address.failed': 'The e-mail address of a debtor takes no mail.',
  'email_address.restored': 'A person says that the e-mail address takes mail again.',
  'reminder.planned': 'A run froze a reminder and put it in the outbox.',
  'reminder.sent': 'The mail server took the reminder.',
  'reminder.stopped': 'The last look before sending stopped the reminder.',
  'reminder.failed': 'The reminder was refused for good; a person decides.',
  'reminder.withdrawn': 'A reminder that had left was taken back, with its fee.',
  'dunning_level.lowered': 'A withdrawn reminder counts no more; the level fell.',
  'correction.planned': 'A letter takes a reminder back.',
  'correction.sent': 'The letter that takes a reminder back has left.',
  'invoice_document.kept': 'A person gave us the invoice of a receivable as a PDF.',
  'reminder.approved': 'A person let a reminder leave that waited for approval.',
  'dunning_run.proposed': 'A run was proposed.',
  'dunning_run.edited':
    'A person took an item out of a proposal, put it back or chose its channel.',
  'dunning_run.committed': 'A proposal was committed.',
  'dunning_run.discarded': 'A proposal was thrown away.',
  'dunning.stopped': 'The emergency stop: nothing leaves until it is taken off.',
  'dunning.resumed': 'The emergency stop was taken off.',
  'reminder.unconfirmed': 'Nobody knows whether the reminder left; a person decides.',
  'claim.queued': 'All gates are passed and the claim waits for the agency.',
  'claim.submitted': 'The agency has the claim; its file number came at once or comes later.',
  'claim.unconfirmed': 'The answer of the agency never came; it is asked, not sent again.',
  'claim.found': 'The file number of an unconfirmed claim was found.',
  'claim.numbered': 'The file number of a claim came later, with the news of the agency.',
  'claim.requeued': 'A person decided that the agency never got the claim.',
  'claim.accepted': 'The agency confirmed the claim.',
  'claim.progressed': 'The agency reported news of the claim.',
  'claim.rejected': 'The agency refused the claim.',
  'claim.withdrawn': 'The creditor took the claim back.',
  'claim.paid': 'The agency collected everything.',
  'claim.closed': 'The agency closed the claim without collecting everything.',
  'claim.returned': 'The receivable is back with the creditor.',
  'claim.corrected': 'The agency reported what our table of states does not know.',
  'claim.account_read': "The claim's money at the agency was read.",
  'claim.close_requested': 'The creditor asks the agency to close the claim.',
  'claim.close_refused': 'The agency would not close the claim; a person decides.',
  'direct_payment.queued': 'A payment to the creditor waits to be reported to the agency.',
  'direct_payment.reported': 'The agency knows of the payment to the creditor.',
  'direct_payment.unconfirmed': 'Nobody knows whether the report arrived; a person decides.',
  'direct_payment.refused': 'The agency refused the report; a person decides.',
  'direct_payment.returned': 'A payment that was reported went back; the agency is told.',
  'agency_news.retried': 'A person let news of the agency be applied again.',
  'agency_message.received': 'The clerk of the agency wrote.',
  'agency_message.queued': 'A message to the clerk of the agency waits to be sent.',
  'agency_message.sent': 'The agency has the message.',
  'agency_message.refused': 'The agency refused the message; a person decides.',
  'agency_message.unconfirmed': 'Nobody knows whether the message arrived; a person decides.',
  'agency_message.read': 'A person read what the agency wrote.',
  'next_step.queued': 'The creditor orders a next step of the agency.',
  'next_step.ordered': 'The agency has the order.',
  'next_step.refused': 'The agency refused the order; a person decides.',
  'next_step.unconfirmed': 'Nobody knows whether the order arrived; a person decides.',
  'claim.reduced': 'Less is owed than was handed over; the clerk of the agency is told.',
  'payout.recorded': 'The agency paid out to the creditor.',
  'agency_account.entered': 'The owner entered or replaced the account at the agency.',
  'agency_account.refused':
    'The agency refuses the account; everything waits until a check passes.',
  'agency_account.checked': 'The refused account answered a check; everything goes on.',
  'agency_status.mapped': 'A person said what a status of the agency means.',
  'message.resolved': 'A person decided what became of a message.',
  'shop.uninstalled': 'The shop removed the app; nothing is sent for it any more.',
  'shop.installed': 'The shop is served.',
  'user.added': 'A person may sign in to the console.',
  'user.changed': 'A user got another name or role, or may not sign in any more.',
  'user.signed_in': 'A user signed in.',
  'user.password_changed': 'A user has a new password; the other sessions ended.',
  'user.second_factor_added': 'Signing in as this user needs a code as well.',
  'user.second_factor_removed': 'Signing in as this user needs no code any more.',
  'api_key.made': 'An API key was made.',
  'api_key.revoked': 'An API key opens nothing any more.',
  'test_mail.sent': 'The mail server took a test mail to the signed-in user.',
  'shop_settings.changed': 'The settings of the shop were changed.',
  'shop_mode.changed': 'Claims go to the sandbox or to the real agency from now on.',
  'trial_orders.made':
    'Invented orders were recorded, with a past that they pretend, to try the sandbox with.',
  'trial_orders.closed': 'The shop went live: what was a trial is cancelled.',
  'note.written': 'A person wrote a note.',
  'shop.set_up': 'The creditor is named; the daily runs serve the shop from now on.',
  'shop.connected': 'The shop gave us a token: its orders can be read.',
  'shop_import.started': 'The first reading of all open orders began.',
  'shop_import.finished': 'It reached its end.',
  'shop_import.failed': 'It broke off; it may be begun again.',
  'invoice.numbered': 'The legal number of the invoice became known.',
  'order.marked_paid': 'The order was marked as paid in the shop.',
  'debtor.erased': 'Names, addresses and letters of a debtor were erased.',
  'debtor.restricted': 'The data of a debtor are kept for a reason, and used for nothing else.',
  'privacy_request.answered': 'A person handed the data over, or the request is settled.',
  'privacy_request.exported': 'The data of a debtor were put together for the answer.',
  'privacy_request.received': 'The shop asks for the data of a debtor, or for their erasure.',
} as const;

export type EventType = keyof typeof eventTypes;

/** An event to be written. `data` holds ids, amounts and days, never names or addresses. */
export interface NewEvent {
  type: EventType;
  receivableId?: number;
  claimId?: number;
  data?: Readonly<Record<string, string | number | boolean | null>>;
  actor: string;
  /** The partner's clock where there is one, else ours. */
  occurredAt?: string;
}

/** The hashed text of an event. The order of the fields is part of every hash ever written. */
export function hashedText(event: {
  previousHash: string;
  sequence: number;
  type: string;
  receivableId: number | null;
  claimId: number | null;
  data: string;
  actor: string;
  occurredAt: string;
  recordedAt: string;
}): string {
  return JSON.stringify([
    event.previousHash,
    event.sequence,
    event.type,
    event.receivableId,
    event.claimId,
    event.data,
    event.actor,
    event.occurredAt,
    event.recordedAt,
  ]);
}

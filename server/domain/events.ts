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
  'receivable.paid': 'Nothing is open any more.',
  'receivable.reopened': 'Something is open again.',
  'receivable.back_at_agency': 'Something is open again while the agency still holds the claim.',
  'receivable.cancelled': 'The order was cancelled or deleted; nothing is owed.',
  'receivable.written_off': 'The creditor gave the rest up.',
  'dunning_block.placed': 'Reminders and the hand-over wait.',
  'dunning_block.released': 'They go on.',
  'reminder.planned': 'A run froze a reminder and put it in the outbox.',
  'reminder.sent': 'The mail server took the reminder.',
  'reminder.stopped': 'The last look before sending stopped the reminder.',
  'reminder.failed': 'The reminder was refused for good; a person decides.',
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
  'agency_account.refused':
    'The agency refuses the account; everything waits until a check passes.',
  'agency_account.checked': 'The refused account answered a check; everything goes on.',
  'agency_status.mapped': 'A person said what a status of the agency means.',
  'message.resolved': 'A person decided what became of a message.',
  'shop.uninstalled': 'The shop removed the app; nothing is sent for it any more.',
  'shop.installed': 'The shop is served.',
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

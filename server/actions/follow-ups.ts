import type { EventType } from '../domain/events.ts';
import { isNoticeKind, type NoticeKind, type OutboxKind } from '../storage/outbox.ts';

type End = 'done' | 'refused' | 'unconfirmed';

const EVENTS: Readonly<
  Record<Exclude<OutboxKind, NoticeKind>, Readonly<Record<End, EventType>> | null>
> = {
  'claim.submit': null,
  'claim.close': {
    done: 'claim.withdrawn',
    refused: 'claim.close_refused',
    unconfirmed: 'claim.close_requested',
  },
  'claim.direct_payment': {
    done: 'direct_payment.reported',
    refused: 'direct_payment.refused',
    unconfirmed: 'direct_payment.unconfirmed',
  },
  'claim.message': {
    done: 'agency_message.sent',
    refused: 'agency_message.refused',
    unconfirmed: 'agency_message.unconfirmed',
  },
  'claim.next_step': {
    done: 'next_step.ordered',
    refused: 'next_step.refused',
    unconfirmed: 'next_step.unconfirmed',
  },
};

/** How the journal tells the end of a message about a claim that is at the agency. */
export function eventOfFollowUp(kind: OutboxKind, end: End): EventType {
  const events = isNoticeKind(kind) ? null : EVENTS[kind];
  if (events === null) throw new Error(`${kind} is no follow-up of a claim`);
  return events[end];
}

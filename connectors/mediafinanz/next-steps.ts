/**
 * The steps that mediafinanz offers beyond collecting. Its shop modules show the forms, but never
 * call an operation, so the operations' names are a setting; without one the order is a message to
 * the clerk.
 */
import { InvalidInput } from '../../server/domain/errors.ts';
import type { NextStepOrder } from '../../server/ports.ts';
import type { Outgoing } from './messages.ts';

type Lawyer = Extract<NextStepOrder, { step: 'lawyer' }>;
type AddressSearch = Extract<NextStepOrder, { step: 'address_identification' }>;

/** What an operation gets after the claim: the agency's own numbers for what is ordered. */
export function toNextStep(order: NextStepOrder): Outgoing {
  switch (order.step) {
    case 'lawyer':
      return { instruction: lawyerInstruction(order.mission) };
    case 'address_identification':
      return {
        missionDepth: missionDepth(order),
        justification: assertJustified(order).justification,
      };
    case 'factoring':
    case 'long_term_observation':
      return {};
    default:
      throw new InvalidInput(`"${JSON.stringify(order satisfies never)}" is no next step`);
  }
}

/** The order as a clerk of the agency reads it. */
export function toNextStepMessage(order: NextStepOrder): string {
  switch (order.step) {
    case 'lawyer':
      return `Bitte übergeben Sie den Vorgang an einen Rechtsanwalt. ${lawyerWords[order.mission]}`;
    case 'factoring':
      return 'Bitte prüfen Sie den Ankauf der Forderung und machen Sie uns ein Angebot.';
    case 'long_term_observation':
      return 'Bitte nehmen Sie den Vorgang in die Langzeitüberwachung auf.';
    case 'address_identification':
      return (
        'Bitte ermitteln Sie die Anschrift des Schuldners ' +
        `(Auftragstiefe ${missionDepth(order)}: ${searchWords(order)}). ` +
        `Anfragegrund: ${assertJustified(order).justification}`
      );
    default:
      throw new InvalidInput(`"${JSON.stringify(order satisfies never)}" is no next step`);
  }
}

/** 1 payment order only, 2 payment order and then a lawsuit, 3 lawsuit at once. */
function lawyerInstruction(mission: Lawyer['mission']): number {
  switch (mission) {
    case 'payment_order_only':
      return 1;
    case 'payment_order_then_lawsuit':
      return 2;
    case 'lawsuit_at_once':
      return 3;
    default:
      throw new InvalidInput(`"${String(mission satisfies never)}" is no mission of a lawyer`);
  }
}

const lawyerWords: Readonly<Record<Lawyer['mission'], string>> = {
  payment_order_only: 'Weisung 1: nur Mahn- und Vollstreckungsbescheid, keine Klage.',
  payment_order_then_lawsuit: 'Weisung 2: zuerst Mahnbescheid, bei Widerspruch Klage.',
  lawsuit_at_once: 'Weisung 3: sofort Klage ohne Mahnbescheid.',
};

/**
 * A bit mask: 7 are the database searches of levels 1 and 2, 8 is one request to a registration
 * office, 24 are as many as needed; both kinds add up.
 */
function missionDepth(order: AddressSearch): number {
  const office = { never: 0, once: 8, as_needed: 24 }[order.registrationOffice];
  const depth = (order.databases ? 7 : 0) + office;
  if (depth > 0) return depth;
  throw new InvalidInput('an address search needs databases, the registration office, or both');
}

function searchWords(order: AddressSearch): string {
  const office = {
    never: [],
    once: ['höchstens eine Melderegisterauskunft'],
    as_needed: ['Melderegisterauskünfte nach Bedarf'],
  }[order.registrationOffice];
  return [...(order.databases ? ['Datenbanken'] : []), ...office].join(' und ');
}

function assertJustified(order: AddressSearch): AddressSearch {
  if (order.justification.trim() !== '') return order;
  throw new InvalidInput('an address search needs a justification for the registration office');
}

/** Work for a person that the machine cannot do. */

/** Every kind of task with what it asks for. The list of work prints the sentence. */
export const taskKinds = {
  telephone: 'call the debtor, then say how it went',
  missing_address: 'find the address of the debtor and enter it in the shop',
  approve_reminder: 'look at the proposed reminder, then let the run go or take it out',
  approve_handover: 'look at the case, then approve the hand-over or say no',
  check_payment: 'look for the payment at the bank; book it, or answer the debtor',
  foreign_payment: 'say what the payment pays in the currency of the invoice, or set it aside',
  answer_dispute: 'answer the debtor, then decide the dispute',
  payment_returned: 'ask the agency whether its books count the payment no more',
  credit_note: 'issue the credit note in the shop',
  promise_broken: 'call the debtor; the next reminder goes out by itself',
  instalment_missed: 'remind the debtor of the instalment',
  plan_broken: 'tell the debtor that the whole rest is due; reminders go on',
  plan_wish: 'make the debtor an offer of instalments, or say no',
  wish_for_date: 'agree on a day with the debtor, or say no',
  file_insolvency_claim: 'file the claim with the insolvency administrator (InsO 174)',
  find_heirs: 'ask the court for the heirs (BGB 1922, 1958)',
  ask_guardians: 'ask the guardians whether they consent (BGB 106 to 110)',
  check_fraud: 'report the fraud, or end the state',
} as const;

export type TaskKind = keyof typeof taskKinds;

export const TASK_KINDS = Object.keys(taskKinds) as [TaskKind, ...TaskKind[]];

/** The closed lists of the service in words. An unknown code is shown as it is. */
type List = Readonly<Record<string, string>>;

const receivableStates = {
  open: 'Open',
  overdue: 'Overdue',
  in_dunning: 'In dunning',
  handed_over: 'At the agency',
  paid: 'Paid',
  written_off: 'Written off',
  cancelled: 'Cancelled',
};

const claimStates = {
  queued: 'On its way',
  unconfirmed: 'Unconfirmed',
  submitted: 'Handed over',
  accepted: 'Accepted',
  in_progress: 'In progress',
  rejected: 'Refused',
  withdrawn: 'Withdrawn',
  paid: 'Paid',
  closed: 'Closed',
};

const messageStates: List = {
  planned: 'Planned',
  queued: 'Waiting',
  sending: 'Leaving',
  sent: 'Sent',
  delivered: 'Delivered',
  stopped: 'Stopped',
  failed: 'Failed',
  unconfirmed: 'Unconfirmed',
  withdrawn: 'Withdrawn',
};

const roles = {
  owner: 'Owner',
  clerk: 'Clerk',
  read_only: 'Read only',
  agency: 'Agency',
};

const templates: List = {
  pre_due_notice: 'Notice before the due date',
  friendly_reminder: 'Friendly reminder',
  first_reminder: 'First reminder',
  second_reminder: 'Second reminder',
  final_notice: 'Final notice',
  grouped: 'Reminder of several invoices',
};

const channels: List = {
  email: 'E-mail',
  letter: 'Letter',
  telephone: 'Telephone',
  webhook: 'Webhook',
};

const buckets: List = {
  not_due: 'Not due yet',
  '1_30': '1 to 30 days',
  '31_60': '31 to 60 days',
  '61_90': '61 to 90 days',
  '91_120': '91 to 120 days',
  over_90: 'Over 90 days',
  over_120: 'Over 120 days',
};

const blockReasons: List = {
  complaint: 'Complaint',
  dispute: 'Dispute',
  dispute_at_payment: 'Disputed at the bank or card',
  promise: 'Promise to pay',
  promise_to_pay: 'Promise to pay',
  instalment_plan: 'Instalment plan',
  claimed_paid: 'Says it is paid',
  insolvency: 'Insolvency',
  deceased: 'Died',
  minor: 'Minor',
  unknown_address: 'Address unknown',
  fraud: 'Fraud',
  open_return: 'Return is open',
  withdrawal: 'Withdrawal',
  returned_by_agency: 'Given back by the agency',
  other: 'Other',
};

const waitReasons: List = {
  paid: 'Nothing is open',
  below_minimum: 'The rest is too small',
  below_share: 'Too small a share is open',
  due_date_unknown: 'The due date is not known yet',
  not_due: 'It is not due yet',
  blocked: 'It is on hold',
  reminder_in_delivery: 'A reminder is on its way',
  too_early: 'It is too early',
  approval_needed: 'A person approves the hand-over',
  gates_shut: 'A gate of the hand-over is shut',
  handed_over: 'It is at the agency',
  cancelled: 'The order is cancelled',
  written_off: 'It is written off',
  taken_out: 'Taken out by a person',
  emergency_stop: 'The emergency stop is on',
  no_address: 'No channel reaches the debtor',
};

const writeOffReasons = {
  small_rest: 'Small rest',
  uncollectible: 'Cannot be collected',
  goodwill: 'Goodwill',
  time_barred: 'Time-barred',
  insolvency: 'Insolvency',
};

const taskKinds: List = {
  telephone: 'Call the debtor',
  missing_address: 'Find the address',
  approve_reminder: 'Look at a reminder',
  approve_handover: 'Approve a hand-over',
  check_payment: 'Look for a payment',
  answer_dispute: 'Answer an objection',
  payment_returned: 'Payment went back: ask the agency',
  credit_note: 'Issue a credit note',
  promise_broken: 'Promise broken: call',
  instalment_missed: 'Remind of an instalment',
  plan_broken: 'Plan broken: tell the debtor',
  plan_wish: 'Offer instalments',
  wish_for_date: 'Agree on a day',
  file_insolvency_claim: 'File the claim with the administrator',
  find_heirs: 'Find the heirs',
  ask_guardians: 'Ask the guardians',
  check_fraud: 'Check a fraud',
};

const workKinds: List = {
  delivery_unreadable: 'A message of the shop cannot be read',
  delivery_unmatched: 'A message of the shop waits for its order',
  message_unconfirmed: 'Nobody knows whether a message arrived',
  message_failed: 'A message was refused',
  news_unmatched: 'News of the agency matches nothing',
  news_failed: 'News of the agency could not be applied',
  status_unmapped: 'A status of the agency is not known',
  claim_approval: 'A hand-over waits for your approval',
  claim_undecided: 'A claim has had no answer for long',
  account_refused: 'The agency refuses the account',
  message_unread: 'The agency wrote to you',
  claim_returned: 'The agency gave a claim back',
  privacy_request: 'A debtor asks for data or their erasure',
  block_unreadable: 'A hold cannot be read',
  dispute: 'An objection waits for an answer',
  run_waiting: 'A dunning run waits for you',
  plan_unanswered: 'An offer of instalments was not answered',
  address_missing: 'An address is missing',
  ...taskKinds,
};

const gatesPassed: List = {
  due: 'It is due',
  in_default: 'The debtor is in default',
  undisputed: 'Nothing is disputed',
  final_notice: 'The final notice is out and its deadline has passed',
  not_limited: 'It is not time-barred',
  no_open_return: 'No return is open',
  not_insolvent: 'No insolvency is known',
  not_deceased: 'The debtor is not known to have died',
  of_age: 'The debtor is not known to be a minor',
  above_minimum: 'Enough is open',
  address_usable: 'The address is complete',
  agency_account_checked: 'The account at the agency was checked',
  not_held: 'Nothing holds it',
  package_complete: 'Nothing is missing in the package',
};

const gatesShut: List = {
  due: 'It is not due yet',
  in_default: 'The debtor is not in default',
  undisputed: 'The claim is disputed',
  final_notice: 'The final notice is missing or its deadline still runs',
  not_limited: 'It is time-barred',
  no_open_return: 'A return or withdrawal is open',
  not_insolvent: 'The debtor is insolvent',
  not_deceased: 'The debtor has died',
  of_age: 'The debtor is a minor',
  above_minimum: 'Too little is open',
  address_usable: 'The address cannot be used',
  agency_account_checked: 'The account at the agency was not checked lately',
  not_held: 'It is on hold',
  package_complete: 'Something is missing in the package',
};

const actors: List = {
  job: 'By itself',
  shopify: 'Shop',
  shop: 'Shop',
  key: 'API key',
  user: 'User',
  agency: 'Agency',
  mediafinanz: 'Agency',
  debtor: 'Debtor',
  cli: 'Command line',
  demo: 'Demo',
};

const meanings: List = {
  new: 'New',
  in_progress: 'In progress',
  question: 'Question',
  waiting: 'Waiting',
  payment: 'Payment',
  court: 'In court',
  closed_paid: 'Closed, paid',
  closed_partly: 'Closed, partly paid',
  closed_unpaid: 'Closed, unpaid',
  withdrawn: 'Withdrawn',
  rejected: 'Refused',
  unmapped: 'Not known',
};

const events: List = {
  'invoice.recorded': 'Order became a receivable',
  'invoice.changed': 'Order changed',
  'due_date.set': 'Due date set',
  'due_date.passed': 'Due date passed',
  'dunning_round.begun': 'Reminders begin anew',
  'due_date.moved': 'Due date moved',
  'payment.recorded': 'Payment',
  'payment.explained': 'Payment matched with the shop',
  'shop_books.adopted': 'Taken over from the books of the shop',
  'fee.charged': 'Dunning fee',
  'fee.waived': 'Fee given up',
  'receivable.paid': 'Paid',
  'receivable.reopened': 'Open again',
  'receivable.back_at_agency': 'Open again, at the agency',
  'receivable.cancelled': 'Cancelled',
  'receivable.written_off': 'Written off',
  'write_off.recorded': 'Write-off',
  'dunning_block.placed': 'Put on hold',
  'dunning_block.released': 'Hold released',
  'dunning_block.extended': 'Hold made longer',
  'dispute.opened': 'Dispute opened',
  'dispute.deferred': 'Dispute deferred',
  'dispute.answered': 'Dispute answered',
  'dispute.upheld': 'Dispute accepted',
  'dispute.rejected': 'Dispute rejected',
  'dispute.withdrawn': 'Dispute withdrawn',
  'promise.made': 'Payment promised',
  'promise.kept': 'Promise kept',
  'promise.partly_kept': 'Promise partly kept',
  'promise.broken': 'Promise broken',
  'promise.withdrawn': 'Promise withdrawn',
  'instalment_plan.drafted': 'Instalment plan drafted',
  'instalment_plan.offered': 'Instalment plan offered',
  'instalment_plan.accepted': 'Instalment plan accepted',
  'instalment_plan.paid': 'Instalment plan paid',
  'instalment_plan.broken': 'Instalment plan broken',
  'instalment_plan.withdrawn': 'Instalment plan withdrawn',
  'instalment.missed': 'Instalment missed',
  'special_state.placed': 'Special state',
  'special_state.ended': 'Special state ended',
  'task.done': 'Task done',
  'debtor.answered': 'The debtor answered',
  'reminder.planned': 'Reminder planned',
  'reminder.sent': 'Reminder sent',
  'reminder.stopped': 'Reminder stopped',
  'reminder.failed': 'Reminder failed',
  'reminder.unconfirmed': 'Reminder unconfirmed',
  'reminder.withdrawn': 'Reminder withdrawn',
  'claim.queued': 'Hand-over begun',
  'claim.submitted': 'Handed over to the agency',
  'claim.unconfirmed': 'Hand-over unconfirmed',
  'claim.found': 'Claim found at the agency',
  'claim.numbered': 'File number given',
  'claim.requeued': 'Hand-over tried again',
  'claim.accepted': 'Accepted by the agency',
  'claim.progressed': 'News of the agency',
  'claim.rejected': 'Refused by the agency',
  'claim.withdrawn': 'Withdrawn from the agency',
  'claim.paid': 'Collected by the agency',
  'claim.closed': 'Closed by the agency',
  'claim.returned': 'Back with the creditor',
  'claim.corrected': 'Corrected by the agency',
  'claim.account_read': 'Account at the agency read',
  'claim.close_requested': 'Asked the agency to close',
  'claim.close_refused': 'The agency would not close',
  'claim.reduced': 'Claim reduced',
  'direct_payment.queued': 'Payment is reported to the agency',
  'direct_payment.reported': 'Payment reported to the agency',
  'direct_payment.unconfirmed': 'Report of a payment unconfirmed',
  'direct_payment.refused': 'Report of a payment refused',
  'agency_message.received': 'Message of the agency',
  'agency_message.queued': 'Message to the agency',
  'agency_message.sent': 'Message to the agency sent',
  'agency_message.refused': 'Message to the agency refused',
  'agency_message.unconfirmed': 'Message to the agency unconfirmed',
  'agency_message.read': 'Message of the agency read',
  'next_step.queued': 'Next step ordered',
  'next_step.ordered': 'The agency has the order',
  'next_step.refused': 'Next step refused',
  'next_step.unconfirmed': 'Next step unconfirmed',
  'payout.recorded': 'Payout of the agency',
  'agency_account.refused': 'Account refused by the agency',
  'agency_account.checked': 'Account at the agency checked',
  'agency_status.mapped': 'Status of the agency explained',
  'message.resolved': 'Outcome decided by a person',
  'shop.uninstalled': 'App removed',
  'shop.installed': 'Shop served',
  'shop.set_up': 'Shop set up',
  'shop.connected': 'Shop connected',
  'shop_settings.changed': 'Settings changed',
  'shop_mode.changed': 'Mode changed',
  'shop_import.started': 'Import started',
  'shop_import.finished': 'Import finished',
  'shop_import.failed': 'Import failed',
  'invoice.numbered': 'Invoice number known',
  'order.marked_paid': 'Order marked as paid in the shop',
  'note.written': 'Note',
  'debtor.erased': 'Debtor erased',
  'debtor.restricted': 'Data of the debtor restricted',
  'privacy_request.received': 'Privacy request',
  'privacy_request.answered': 'Privacy request answered',
  'privacy_request.exported': 'Privacy request exported',
  'user.added': 'User added',
  'user.changed': 'User changed',
  'user.signed_in': 'Signed in',
  'user.password_changed': 'Password changed',
  'user.second_factor_added': 'Second factor added',
  'user.second_factor_removed': 'Second factor removed',
  'api_key.made': 'API key made',
  'api_key.revoked': 'API key revoked',
};

const steps = {
  payment_order_only: 'Court: payment order only',
  payment_order_then_lawsuit: 'Court: payment order, then a lawsuit',
  lawsuit_at_once: 'Court: a lawsuit at once',
  factoring: 'Sell the claim',
  long_term_observation: 'Observe for years',
};

const outgoing: List = {
  'claim.submit': 'Hand-over',
  'claim.close': 'Closing',
  'claim.direct_payment': 'Payment reported',
  'direct_payment.report': 'Payment reported',
  'agency_message.send': 'Message',
  'claim.next_step': 'Next step',
  'claim.reduce': 'Reduction',
  'reminder.send': 'Reminder',
};

const policyWarnings: List = {
  lump_sum_for_consumer: 'A consumer owes no lump sum',
  fee_above_courts: 'The courts grant less',
  fee_without_letter: 'An e-mail costs nothing that could be claimed',
  lump_sum_exceeded: 'The lump sum is owed once only',
  fee_before_default: 'No fee is owed before the default',
  interest_before_default: 'No interest is owed before the default',
  short_deadline: 'The deadline is short',
  too_frequent: 'The reminders come too often',
  many_levels: 'There are many levels',
  no_final_notice: 'No final notice comes before the agency',
  bureau_two_reminders: 'A credit bureau wants two reminders',
  bureau_four_weeks: 'A credit bureau wants four weeks',
};

const termsKinds: List = {
  net: 'Days after the order',
  fixed: 'A fixed day',
  receipt: 'Days after the invoice was received',
  fulfillment: 'Days after the goods left',
};

const requestKinds: List = {
  data_request: 'Wants to know what is kept',
  redact_debtor: 'Wants to be erased',
  redact_shop: 'The shop wants everything erased',
};

const requestStates: List = {
  open: 'Open',
  restricted: 'Restricted',
  done: 'Done',
  refused: 'Refused',
};

const sessionStates: List = { never: 'Never connected', living: 'Connected', ended: 'Ended' };

const importStates: List = {
  never: 'Never',
  wanted: 'About to begin',
  running: 'The shop gathers them',
  reading: 'Being read',
  done: 'Done',
  failed: 'Failed',
};

const disputeReasons: List = {
  goods_missing: 'The goods did not arrive',
  defect: 'The goods are defective',
  returned: 'The goods went back',
  wrong_amount: 'The amount is wrong',
  already_paid: 'It is paid already',
  cancelled: 'The order was cancelled',
  not_ordered: 'Nothing was ordered',
  identity_theft: 'Somebody else ordered',
  chargeback: 'Disputed at the bank or card',
  other: 'Another objection',
};

const disputeStates: List = {
  open: 'Open',
  answered: 'Answered',
  upheld: 'Accepted',
  rejected: 'Rejected',
  withdrawn: 'Withdrawn',
};

const disputeOutcomes: List = {
  rejected: 'Reject it',
  upheld: 'Accept it',
  withdrawn: 'The debtor takes it back',
};

const remedies: List = {
  credit_note: 'Credit note in the shop',
  write_off: 'Write-off here',
};

const promiseStates: List = {
  running: 'Running',
  kept: 'Kept',
  partly_kept: 'Partly kept',
  broken: 'Broken',
  withdrawn: 'Withdrawn',
};

const planStates: List = {
  draft: 'Draft',
  drafted: 'Draft',
  offered: 'Offered',
  accepted: 'Running',
  running: 'Running',
  paid: 'Paid',
  broken: 'Broken',
  expired: 'Not accepted',
  withdrawn: 'Withdrawn',
};

const everies: List = { week: 'Week', two_weeks: 'Two weeks', month: 'Month' };

export const codes = {
  termsKinds,
  requestKinds,
  requestStates,
  sessionStates,
  importStates,
  disputeReasons,
  disputeStates,
  disputeOutcomes,
  remedies,
  promiseStates,
  planStates,
  everies,
  taskKinds,
  steps,
  outgoing,
  policyWarnings,
  receivableStates,
  claimStates,
  messageStates,
  roles,
  templates,
  channels,
  buckets,
  blockReasons,
  waitReasons,
  writeOffReasons,
  workKinds,
  gatesPassed,
  gatesShut,
  actors,
  meanings,
  events,
};

/** Sentences of the service that a person reads: their English, and a code other languages go by. */
import { decimalFromCents } from './money.ts';

/**
 * Every sentence; `{dueOn}` stands for a value. The unit at the end of a name says how a reader's
 * language writes it: a day, an amount in `{currency}`. `{kind:outgoing}` is a word of a closed list.
 */
export const sayings = {
  due_unknown: 'The due date is not known yet',
  due_since: 'Due since {dueOn}',
  due_not_before: 'Not due before {dueOn}',
  default_none: 'The debtor is not in default: no reminder received, no agreed date missed',
  default_since: 'In default since {fromOn}',
  default_only_from: 'In default only from {fromOn}',
  ground_agreed_date: 'The agreed payment date ended on {dueOn} ({rule})',
  ground_agreed_period: 'The agreed payment period ended on {dueOn} ({rule})',
  ground_thirty_days:
    '30 days after due date {dueOn} and invoice received on {receivedOn} ended on {lastOn} ({rule})',
  ground_thirty_days_goods:
    '30 days after due date {dueOn} and goods received on {receivedOn} ended on {lastOn} ({rule})',
  ground_reminder: 'Reminder of {sentOn}, received on {receivedOn} ({rule})',
  ground_reminder_deadline:
    'Reminder of {sentOn}, received on {receivedOn}, with a deadline of {deadlineOn} ({rule})',
  ground_refusal: 'Serious and final refusal to pay on {refusedOn} ({rule})',
  ground_service: 'Court document served on {servedOn} ({rule})',
  dispute_none: 'Nothing is disputed',
  dispute_answered: 'The dispute was answered; the agency will be told of it',
  dispute_open: 'The claim is disputed: answer the debtor first',
  dispute_part:
    '{disputedCents} {currency} are disputed: answer the debtor first; {restCents} {currency} are not',
  held_by_nothing: 'Nothing holds it',
  held_unreadable: 'A block cannot be read; a person must look at it',
  held: '{reason:blockReasons}',
  held_until: '{reason:blockReasons}, until {untilOn}',
  notice_none: 'No final notice has been sent',
  notice_passed: 'The final notice of {sentOn} set {deadlineOn}, which passed',
  notice_runs: 'The final notice of {sentOn} set {deadlineOn}, which still runs',
  limitation_suspended: 'Limitation is suspended',
  limitation_after: 'Time-barred only after {limitedOn}',
  limitation_since: 'Time-barred since the end of {limitedOn}: the debtor may refuse (BGB 214)',
  withdrawn: 'The debtor withdrew from the contract: there is no claim left (BGB 355)',
  return_none: 'No return or withdrawal is open',
  return_open: 'A return is open: wait until it is processed (BGB 355, 357)',
  insolvency_none: 'No insolvency is known',
  insolvency: 'The debtor is insolvent: file the claim with the administrator (InsO 87, 174)',
  death_none: 'The debtor is not known to have died',
  death: 'The debtor has died: write to the heirs first (BGB 1922, 1958)',
  minor_not: 'The debtor is not known to be a minor',
  minor: 'The debtor is a minor: ask the guardians whether they consent (BGB 106 to 110)',
  open_nothing: 'Nothing is open ({openCents} {currency})',
  open_and_minimum: '{openCents} {currency} open, the minimum is {minimumCents} {currency}',
  address_usable: 'The address is complete and mail has not come back',
  address_incomplete:
    'The address is incomplete: name, street, postcode, city and country are needed',
  address_undeliverable: 'Mail to this address came back: find the new address first',
  account_never: 'The account at the agency has never been checked',
  account_checked: 'The account at the agency was checked on {checkedOn}',
  account_too_old:
    'The account at the agency was checked on {checkedOn}, more than {days} days ago: check it again',
  invoice_number_none:
    'The legal number of the invoice is not known yet, and hand-overs wait for it',
  invoice_number: 'The invoice has the number {number}',
  package_complete: 'Nothing is missing that the agency must know',
  trial: 'It is a trial, and the shop is live: no real agency gets it',
  lacks_creditor_name: "The creditor's name is missing (RDG 13a(1) no. 1)",
  lacks_creditor_address: "The creditor's address is incomplete (RDG 13a(1) no. 1)",
  lacks_description: 'The claim has no words that say what it is for (no. 2)',
  lacks_contract_day: 'The contract date {contractOn} lies ahead (no. 2)',
  lacks_default:
    'Start and ground of default are not known, so no interest can be explained (no. 3)',
  lacks_costs: 'The dunning costs are not itemised (no. 5)',
  lacks_debtor_kind: 'Nobody knows whether the debtor is a private person (5)',
  work_message: '{kind:outgoing}: {note}',
  work_news_unmatched:
    'the agency sent a {kind:newsKinds} for file {fileNumber}, which is not ours',
  work_news_failed: 'a {kind:newsKinds} of the agency could not be applied: {problem}',
  work_account_unread:
    'the agency has not told the money of its file {fileNumber}, which changed on {sinceOn}',
  work_status_unmapped: 'the agency reports status {status}, which no table explains',
  work_claim_returned: 'the agency gave the claim back',
  work_privacy_request: '{kind:requestKinds}, to be answered by {answerByOn}',
  work_account_refused: '{agency} refuses the account: {refusal}; everything for it waits',
  work_message_unread: 'the clerk of the agency wrote',
  work_claim_undecided: 'no news named {ourReference} for {askHours} hours; a person must decide',
  work_dispute: '{reason:disputeReasons}; to be answered by {answerByOn}',
  work_block_unreadable: 'a block cannot be read, so it holds without an end',
  work_plan_unanswered: 'the offer of instalments ends on {acceptByOn}',
  work_run_waiting: 'the dunning run of {runOn} is proposed; nothing has left',
  work_address_missing: 'a reminder is due, but no address reaches the debtor',
  work_approve_reminder: 'a reminder of a level that needs approval is due',
  work_claim_approval: 'every gate is passed and the claim is ready for the agency',
  work_platform_on: 'the shop platform sends reminders of its own: debtors get two',
  work_platform_unknown: 'nobody has said whether the shop platform sends reminders of its own',
  work_base_rate_missing:
    'the {title} from {fromOn} on is not known: letters claim interest until the day before',
  work_import_failed: 'the first reading of the open orders broke off',
  task_plan_broken: '{missed} instalments of plan {planId} are missing; the whole rest is due',
  task_instalment_missed: 'Instalment {number} of plan {planId} was due on {dueOn}',
  task_payment_returned: '{amountCents} {currency} went back after the agency was told of them',
  task_email_fails: 'the e-mail address of the debtor takes no mail: {because}',
  task_credit_note: 'Dispute {disputeId} was upheld; reminders wait for the credit note',
  task_telephone: 'call about {orderName}',
  task_promise_broken:
    'Promised {promisedCents} {currency} by {promisedOn}, {paidCents} {currency} came',
  task_says_paid: 'The debtor says he paid on {paidOn}',
  task_wrote_again: 'The debtor wrote again about dispute {disputeId}',
  task_wants_instalments: 'The debtor asks for {count} monthly instalments from {firstOn}',
  task_wants_drafted_plan:
    'The debtor asks for {count} monthly instalments from {firstOn}; plan {planId} is a draft of it',
  task_names_day: 'The debtor names {promisedOn}',
  task_foreign_payment:
    '{amountCents} {currency} came in on {paidOn}; the invoice is in another currency',
  task_foreign_refund:
    '{amountCents} {currency} went back on {paidOn}; the invoice is in another currency',
  task_special_state: '{kind:blockReasons}',
  data_restricted: 'the data of this debtor are restricted; the owner alone sees them (GDPR 18)',
  run_stopped: 'the emergency stop is on since {sinceAt}',
  run_payments_unknown: 'nothing is known of payments yet; import them first',
  run_discarded: 'discarded by {actor}',
  run_superseded: 'superseded by the run of {runOn}',
  run_payments_old:
    'the newest news of payments are of {moneyKnownOn}, {days} days ago; import them first',
  warning_lump_sum_for_consumer: 'The lump sum of 40 EUR is owed by businesses only.',
  warning_fee_above_courts:
    'Only print, envelope and postage may be charged to a consumer; courts took 1.00 to 2.50 EUR.',
  warning_fee_without_letter:
    'This level may leave without a letter, and then it costs nothing to be charged.',
  warning_lump_sum_exceeded:
    'With this level a business pays more than the lump sum of 40 EUR for one claim.',
  warning_fee_before_default:
    'The reminder that first causes the default is not paid by the debtor.',
  warning_interest_before_default:
    'Interest runs from the default on, which this reminder first causes.',
  warning_short_deadline: 'Fewer than 7 days hardly leave time for the letter and the transfer.',
  warning_too_frequent: 'Reminders less than a week apart may be held to be harassment.',
  warning_many_levels:
    'One demand is enough in law and three are usual; more of them bring little.',
  warning_no_final_notice:
    'Without a final notice with its deadline nothing is handed over to an agency.',
  warning_bureau_two_reminders: 'A credit bureau may be told only after two written reminders.',
  warning_bureau_four_weeks:
    'The hand-over may come {days} days after the first reminder; ' +
    'a credit bureau may be told only after four weeks.',
  text_threat: '"{found}" reads as a threat (UWG 4a); say it without.',
  text_promotion: '"{found}" is promotion (UWG 7); leave it out.',
  text_bureau_without_conditions:
    'A credit bureau is named ("{found}"), but the conditions of BDSG 31(2) no. 4 do not hold; ' +
    'write it within {% if mayMentionBureau %}.',
  text_bureau_without_dispute_sentence:
    'A credit bureau is named ("{found}") without saying that a disputed claim is not reported.',
  text_court_without_defence:
    'A court is announced ("{found}") without saying that one can defend oneself there.',
  text_agency_too_early: 'A collection agency ("{found}") belongs into the final notice only.',
  text_amount_without_ground: 'The amount {found} is none of the facts of this letter.',
  text_missing_content: 'The text does not give {part:textParts}.',
  text_tried_with: 'Tried with {example:textExamples}.',
  text_too_long: 'A text has at most {most} signs; shorten it.',
  text_too_long_written: 'The text is too long once it is written out; shorten it.',
  text_beginning: 'A text begins with "subject: …", then a line "---", then its words.',
  text_unknown_block: '[{block}] is no block; there are {blocks}.',
  text_unknown_fact: '"{path}" is no fact of a letter; docs/letters.md lists them.',
  text_not_closed: '{tag} is opened and not closed.',
  text_unknown_tag: 'There is no tag "{tag}".',
  text_unknown_filter: 'There is no filter "{filter}".',
  text_fact_may_be_missing:
    'It writes a fact that may be missing; ask for it with {% if … %} first.',
  text_group_of_facts: 'It writes a group of facts; name one of them.',
  text_unreadable: 'This is no Liquid that can be read: {told}',
  text_not_written: 'It cannot be written out: {told}',
  refused_user_known: 'email: a user with this address is there already',
  refused_last_owner: 'this is the last owner; make another one first',
  refused_password_length: 'the password must have 12 to 200 characters',
  refused_password_simple: 'the password repeats the same few characters; choose another',
  refused_password_name: 'the password contains the name in the e-mail address; choose another',
  refused_totp: 'code: it does not fit; look at the clock and retry',
  refused_day_passed: '{field} {givenOn} has passed; name today ({todayOn}) or a later day',
  refused_day_ahead: '{field} {givenOn} is still to come',
  refused_promise_day:
    'promisedOn {promisedOn} is not between {todayOn} and {latestOn}; name a day of these, or offer instalments',
  refused_more_than_open: 'amountCents {amountCents} is more than the open {openCents}',
  refused_promises:
    'the debtor promised {earlier} times in this round, and {most} are allowed; place a block if you trust him again',
  refused_more_than_disputed: 'upheldCents {upheldCents} is more than the disputed {disputedCents}',
  refused_count: 'count {count} does not fit; name 2 to {most} instalments of a cent or more',
  refused_reference:
    'a payment with the reference "{reference}" is already booked on receivable {receivableId}; use another reference if it is another payment',
  refused_paid_on: 'paidOn {paidOn} is not between {earliestOn} and {latestOn}',
  refused_close_first: 'receivable {receivableId} is with the agency; close its claim first',
  refused_nothing_open: 'nothing is open on receivable {receivableId}',
  refused_at_agency: 'receivable {receivableId} is already with the agency',
  refused_leaving: 'the reminder is leaving just now; withdraw it when it has left',
  refused_later_first: 'reminder {laterId} came after {reminderId}; withdraw that one first',
  refused_run_under_way: 'a dunning run of this shop is under way; wait until it has finished',
  refused_run_old:
    'the proposal of {runOn} is too old: its deadlines would be too short; discard it',
  refused_creditor: 'letters cannot name the creditor yet; say his {fields}',
  refused_confirmation: 'confirmation: write {domain}',
  refused_trial_live: 'this shop is live; trial orders are made in the sandbox alone',
  refused_setting_up: 'end the setting up of the shop first',
  refused_no_pdf: 'the invoice is no PDF: send its bytes as they are, as application/pdf',
  refused_encrypted_pdf: 'the PDF is encrypted: save it without a password and send that',
  refused_no_mail: 'no mail server is configured; set SMTP_URL',
  refused_whole_claim: 'amountCents {amountCents} is the whole claim of {principalCents}; close it',
  refused_due_unknown: 'the due date of receivable {receivableId} is not known yet',
  refused_words_gone: 'the words of reminder {reminderId} are not kept any more',
  refused_has_plan: 'receivable {receivableId} has an instalment plan; withdraw it before the next',
  refused_has_promise: 'receivable {receivableId} has a running promise; withdraw it first',
  refused_shop_policy: 'the policy of the shop cannot be retired; save another one instead',
  policy_levels: 'must be 1 to {most}, not {count}',
  policy_day_twice: 'names a day twice',
  policy_channels: 'must name at least one channel, and each only once',
  policy_friendlier: 'is friendlier than the level before it',
  policy_final_last: 'final_notice must be the last level',
  policy_friendly_fee: 'must be 0: a friendly reminder asks for no fee',
  policy_friendly_interest: 'must be false: a friendly reminder asks for no interest',
  policy_attachment_twice: 'must name each only once',
  policy_attachments: 'go with e-mails and letters, and the level has neither',
  policy_deadline: 'must leave the debtor at least a day',
  policy_after: 'must be at least a day after the level before it',
  policy_after_due: 'must be more than the {days} days of a level before it, or 0',
  policy_at_level: 'level {level}:',
} as const;

export type SayingCode = keyof typeof sayings;

export type SayingValues = Readonly<Record<string, string | number>>;

/** A sentence as its code and values, for a reader of any language. */
export interface Saying {
  code: SayingCode;
  values: SayingValues;
}

export const say = (code: SayingCode, values: SayingValues = {}): Saying => ({ code, values });

/** The sentence whose English this is, among these; for words that were kept before their code. */
export function sayingOf(english: string, codes: readonly SayingCode[]): Saying | null {
  for (const code of codes) {
    const pattern = sayings[code]
      .replaceAll(/[()[\].?*+]/g, '\\$&')
      .replaceAll(/\{(\w+)\}/g, '(?<$1>.+?)');
    const found = new RegExp(`^${pattern}$`).exec(english);
    if (found !== null) return say(code, { ...found.groups });
  }
  return null;
}

/** Why a debtor is in default. */
export const GROUNDS = [
  'ground_agreed_date',
  'ground_agreed_period',
  'ground_thirty_days',
  'ground_thirty_days_goods',
  'ground_reminder_deadline',
  'ground_reminder',
  'ground_refusal',
  'ground_service',
] as const;

/** The English of a sentence; a code of a closed list stands for itself unless `lists` knows it. */
export function inEnglish(
  { code, values }: Saying,
  lists: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): string {
  const sentence: string = sayings[code];
  return sentence.replace(/\{(\w+)(?::(\w+))?\}/g, (_all, name: string, list?: string) => {
    const value = values[name] ?? '';
    if (list !== undefined) return lists[list]?.[value] ?? String(value);
    if (!name.endsWith('Cents')) return String(value);
    return decimalFromCents(Number(value), String(values['currency'] ?? 'EUR'));
  });
}

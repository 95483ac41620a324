/** What may speak against the text of a letter. */

const WORDING_RULES = [
  'threat',
  'promotion',
  'bureau_without_conditions',
  'bureau_without_dispute_sentence',
  'court_without_defence',
  'agency_too_early',
  'amount_without_ground',
  'missing_content',
] as const;

export type WordingRule = (typeof WORDING_RULES)[number];

/** All that may speak against a text: its words, or that it cannot be written out. */
export const TEXT_RULES = [
  ...WORDING_RULES,
  'syntax',
  'unknown_fact',
  'unknown_block',
  'cannot_be_rendered',
] as const;

/** What a letter may have to give, in English. */
export const TEXT_PARTS = {
  reminder: 'that it is a reminder in the sense of the law',
  default: 'that default begins or has begun',
  dispute:
    'that the claim can be disputed and where: a paragraph that says so to the debtor, with your ' +
    'e-mail address, telephone number, street or page for answers in it',
  instalments: 'that instalments are possible',
  next_step: 'which step comes next',
  creditor: 'the name of the creditor',
  email: 'the e-mail address for questions',
  privacy: 'the privacy page',
  pay: 'the amount to pay',
  deadline: 'the deadline',
  iban: 'the IBAN',
  reference: 'the reference',
  payment_page: 'the payment page',
  answer_page: 'the page for answers',
  order: 'the order',
  invoiced: 'the invoiced amount of each item',
  open: 'the open amount of each item',
  due: 'the due date of each item',
  interest: 'the interest',
  charge: 'the amount of a charge',
  ground: 'the ground of a charge',
  agreement_end: 'when the agreement ends',
  taken_back: 'that the letter is taken back',
  which_instalment: 'which instalment of how many it is about',
  withdrawn_day: 'the day of the letter that is taken back',
  withdrawn_fees: 'the fees that are taken back',
} as const;

export type TextPart = keyof typeof TEXT_PARTS;

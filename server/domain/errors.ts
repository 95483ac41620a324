/** What the caller may do after an error: give up, come back later, or ask the partner first. */
export type Retry = 'never' | 'later' | 'ask_first';

export type ErrorCode =
  | 'invalid_input'
  | 'not_found'
  | 'conflict'
  | 'forbidden'
  | 'partner_rejected'
  | 'partner_unavailable'
  | 'outcome_unknown';

/** A sentence as its code and values; `sayings.ts` has them all. */
interface Said {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
}

interface Wording extends ErrorOptions {
  /** The message in codes, for a reader of any language. */
  says?: readonly Said[];
}

/** Every error of the business: a code, what may be done next, and a sentence for a person. */
export abstract class MahnlaufError extends Error {
  abstract readonly code: ErrorCode;
  abstract readonly retry: Retry;
  /** Empty where only the English message says it. */
  readonly says: readonly Said[];
  constructor(message: string, { says = [], ...options }: Wording = {}) {
    super(message, options);
    this.says = says;
  }
}

/** What came in cannot be used. The message names the field, the value and the mend. */
export class InvalidInput extends MahnlaufError {
  override readonly name = 'InvalidInput';
  readonly code = 'invalid_input';
  readonly retry = 'never';
  /** `text`: the words of a letter are at fault, and not what they tell. */
  readonly about: 'facts' | 'text';
  constructor(message: string, options: Wording & { about?: 'facts' | 'text' } = {}) {
    super(message, options);
    this.about = options.about ?? 'facts';
  }
}

/** The record does not exist, or belongs to another shop, which is the same to the caller. */
export class NotFound extends MahnlaufError {
  override readonly name = 'NotFound';
  readonly code = 'not_found';
  readonly retry = 'never';
}

/** The record is in a state that does not allow this. */
export class Conflict extends MahnlaufError {
  override readonly name = 'Conflict';
  readonly code = 'conflict';
  readonly retry = 'never';
}

/** The caller is known, but may not do this. */
export class Forbidden extends MahnlaufError {
  override readonly name = 'Forbidden';
  readonly code = 'forbidden';
  readonly retry = 'never';
}

/** A partner answered and said no; sending the same again will not help. */
export class PartnerRejected extends MahnlaufError {
  override readonly name = 'PartnerRejected';
  readonly code = 'partner_rejected';
  readonly retry = 'never';
  /** The partner's own words, one entry for each objection. */
  readonly reasons: readonly string[];
  /**
   * `account`: the credentials or the address are wrong, so every other message fails as well.
   * `address`: the address of the debtor takes no messages, neither this one nor another.
   */
  readonly about: 'message' | 'account' | 'address';
  constructor(
    message: string,
    reasons: readonly string[] = [],
    about: 'message' | 'account' | 'address' = 'message',
  ) {
    super(message);
    this.reasons = reasons;
    this.about = about;
  }
}

/** The partner surely did not take the message (not reached, refused before reading): try later. */
export class PartnerUnavailable extends MahnlaufError {
  override readonly name = 'PartnerUnavailable';
  readonly code = 'partner_unavailable';
  readonly retry = 'later';
}

/** Nobody knows whether the partner took it. Look it up by our reference before sending again. */
export class OutcomeUnknown extends MahnlaufError {
  override readonly name = 'OutcomeUnknown';
  readonly code = 'outcome_unknown';
  readonly retry = 'ask_first';
}

/** Closes a union: a value that reaches this was forgotten in a `switch`. */
export function assertNever(value: never, where: string): never {
  throw new Error(`${where}: ${JSON.stringify(value)} is not handled`);
}

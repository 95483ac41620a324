import { Conflict, InvalidInput } from './errors.ts';
import { inEnglish, say, type Saying, type SayingCode, type SayingValues } from './sayings.ts';

/** What the state of a record does not allow, as a sentence that every language has. */
export const conflict = (code: SayingCode, values: SayingValues = {}): Conflict =>
  new Conflict(...inWords([say(code, values)]));

/** What came in and cannot be used, as a sentence that every language has. */
export const unusable = (code: SayingCode, values: SayingValues = {}): InvalidInput =>
  new InvalidInput(...inWords([say(code, values)]));

const inWords = (says: readonly Saying[]) =>
  [says.map((one) => inEnglish(one)).join('; '), { says }] as const;

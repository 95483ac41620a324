import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What is wrong with a request, field by field, so that whoever sent it can mend it. */
export const describeIssues = (issues: readonly Issue[]): string =>
  issues.map(describeIssue).join('; ');

function describeIssue(issue: Issue): string {
  const field = issue.path.map(String).join('.');
  const said = sentence(issue);
  // A sentence of a schema's own begins as it likes.
  if (said === null) return field === '' ? issue.message : `${field}: ${issue.message}`;
  return `${field === '' ? 'the request' : `\`${field}\``} ${said}`;
}

/** Null where the schema says it better. */
function sentence(issue: Issue): string | null {
  if (!/^(Invalid|Too |Unrecognized)/.test(issue.message)) return null;
  switch (issue.code) {
    case 'invalid_type':
      if (issue.message.endsWith('received undefined')) return 'is missing';
      return `must be ${issue.message.endsWith('NaN') ? TYPES['int'] : typeOf(issue.expected)}`;
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return `must ${amount(issue.origin, issue.maximum, issue.inclusive === false ? 'less than' : 'at most')}`;
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'is not written as it must be';
    case 'unrecognized_keys':
      return `has what is not known here: ${issue.keys.join(', ')}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return 'fits none of its forms';
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return null;
    default:
      return issue satisfies never;
  }
}

/** What an `expected` of zod is called by people. */
const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object with fields',
  record: 'an object with fields',
  null: 'null',
};

const typeOf = (expected: string): string => TYPES[expected] ?? expected;

const FORMATS: Readonly<Record<string, string>> = {
  email: 'must be an e-mail address such as name@example.com',
  url: 'must be an address such as https://example.com',
  datetime: 'must be an instant such as 2026-03-15T09:30:00Z',
  date: 'must be a day such as 2026-03-15',
};

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodIssueTooSmall): string {
  if ((origin === 'string' || origin === 'array') && Number(minimum) === 1) {
    return 'must not be empty';
  }
  return `must ${amount(origin, minimum, inclusive === false ? 'more than' : 'at least')}`;
}

/** `have at most 500 characters`, `be at least 1`. */
function amount(origin: string, limit: number | bigint, than: string): string {
  if (origin === 'string') return `have ${than} ${limit} characters`;
  if (origin === 'array') return `have ${than} ${limit} entries`;
  return `be ${than} ${limit}`;
}

import fc from 'fast-check';
import {
  plainText,
  toInstant,
  toMessageText,
  toNewClaim,
} from '../../../connectors/mediafinanz/messages.ts';
import { toNextStep, toNextStepMessage } from '../../../connectors/mediafinanz/next-steps.ts';
import { meaningOf, statusCodes } from '../../../connectors/mediafinanz/statuses.ts';
import { isoDate } from '../../../server/domain/calendar.ts';
import { InvalidInput } from '../../../server/domain/errors.ts';
import { aClaim } from '../../battery/agency.ts';

const limits = { maxReasonLength: 250, maxNoteLength: 1_000 };

describe('the claim that leaves for mediafinanz', () => {
  it.each([
    ['goods', 1],
    ['goods_prepaid', 2],
    ['service', 3],
  ] as const)('calls %s type %i', (subject, type) => {
    expect(toNewClaim(aClaim({ subject }), limits).claim['type']).toBe(type);
  });

  it.each([
    ['mr', 'consumer', null, 'm'],
    ['ms', 'consumer', null, 'f'],
    ['company', 'business', 'Muster GmbH', 'c'],
    ['unknown', 'business', 'Muster GmbH', 'c'],
    ['unknown', 'business', null, '@'],
    ['unknown', 'consumer', null, '@'],
  ] as const)('addresses %s of a %s (%j) as %s', (salutation, kind, company, code) => {
    const debtor = { ...aClaim().debtor, salutation, kind, company };
    expect(toNewClaim(aClaim({ debtor }), limits).debtor['address']).toBe(code);
  });

  it('names the last reminder that was really sent, and none when none was', () => {
    const sent = [isoDate('2026-02-03'), isoDate('2026-02-17')];
    const named = toNewClaim(aClaim({ remindersSentOn: sent }), limits).claim;
    expect(named['dateOfLastReminder']).toBe('2026-02-17');
    expect(toNewClaim(aClaim({ remindersSentOn: [] }), limits).claim).not.toHaveProperty(
      'dateOfLastReminder',
    );
  });

  it('keeps interest out of the principal and tells it to the clerk', () => {
    const { claim } = toNewClaim(aClaim({ principalCents: 10_000, interestCents: 123 }), limits);
    expect(claim['originalValue']).toBe('100.00');
    expect(claim['note']).toContain('Verzugszinsen bisher 1,23 EUR');
    expect(toNewClaim(aClaim({ interestCents: 0 }), limits).claim['note']).not.toContain('Zins');
  });

  it('says nothing about a default that could not be dated', () => {
    const undated = aClaim({ defaultFrom: null, defaultGround: null });
    expect(toNewClaim(undated, limits).claim['note']).not.toContain('Verzug seit');
    expect(toNewClaim(aClaim(), limits).claim['note']).toContain('Verzug seit 16.02.2026');
  });

  it('cuts a reason at the limit and not a character before', () => {
    const reason = (length: number) =>
      toNewClaim(aClaim({ description: 'ä'.repeat(length) }), limits).claim['reason'];
    expect(reason(250)).toBe('ä'.repeat(250));
    expect(reason(251)).toBe(`${'ä'.repeat(249)}…`);
  });

  it.each([
    ['another currency', { currency: 'CHF' }],
    ['a negative principal', { principalCents: -1 }],
    ['a country that is no code', { debtor: { ...aClaim().debtor, country: 'Germany' } }],
  ])('refuses %s', (_what, changes) => {
    expect(() => toNewClaim(aClaim(changes), limits)).toThrow(InvalidInput);
  });

  it('sends no character that XML forbids, composed and on one line, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const text = plainText(typed);
        // eslint-disable-next-line no-control-regex
        expect(text).not.toMatch(/[\u0000-\u001F\u007F-\u009F\uFFFE\uFFFF]/);
        expect(text.isWellFormed()).toBe(true);
        expect(text).toBe(text.normalize('NFC'));
        expect(plainText(text)).toBe(text);
      }),
    );
  });

  it('keeps the lines of a message and refuses an empty one', () => {
    expect(toMessageText(' Eins\r\nZwei\u0000\n ')).toBe('Eins\nZwei');
    expect(() => toMessageText(' \u0007 ')).toThrow(InvalidInput);
  });
});

describe('a time as the agency writes it', () => {
  it.each([
    ['2026-01-15T10:00:00', '2026-01-15T09:00:00.000Z'],
    ['2026-07-15T10:00:00', '2026-07-15T08:00:00.000Z'],
    ['2026-07-15 10:00:00', '2026-07-15T08:00:00.000Z'],
    ['2026-03-29T01:59:59', '2026-03-29T00:59:59.000Z'],
    ['2026-03-29T03:00:00', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25T01:59:59', '2026-10-24T23:59:59.000Z'],
    ['2026-10-25T03:00:00', '2026-10-25T02:00:00.000Z'],
    ['2026-01-01', '2025-12-31T23:00:00.000Z'],
    ['2026-07-15T10:00:00Z', '2026-07-15T10:00:00.000Z'],
    ['2026-07-15T10:00:00.5+02:00', '2026-07-15T08:00:00.500Z'],
    ['15.07.2026 10:00', '2026-07-15T08:00:00.000Z'],
    ['15.07.2026 10:00:30', '2026-07-15T08:00:30.000Z'],
    ['00.00.0000 00:00', null],
    ['0000-00-00 00:00:00', null],
    ['gestern', null],
    [undefined, null],
  ])('%j in Berlin is %j', (written, at) => {
    expect(toInstant(written, 'Europe/Berlin')).toBe(at);
  });

  it('follows the zone of the account', () => {
    expect(toInstant('2026-07-15T10:00:00', 'UTC')).toBe('2026-07-15T10:00:00.000Z');
  });
});

describe('the status codes of mediafinanz', () => {
  it('stand in the table once each', () => {
    const codes = statusCodes.map((status) => status.code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => code.startsWith('102'))).toHaveLength(31);
    expect(codes.filter((code) => code.startsWith('113'))).toHaveLength(15);
  });

  it('are certain in one case only: taken back by the creditor', () => {
    const known = statusCodes.filter((status) => status.certainty === 'known');
    expect(known.map((status) => status.code)).toEqual(['10210']);
    expect(meaningOf('10210')).toBe('withdrawn');
  });

  it.each(['10211', '10232', '11308', '', '__proto__'])('have no row for %j', (code) => {
    expect(meaningOf(code)).toBe('unmapped');
  });

  it('guess nothing for a code that is not understood', () => {
    const rows = statusCodes.filter((status) => status.certainty === 'not_understood');
    expect(rows.map((status) => status.code)).toContain('10217');
    expect(new Set(rows.map((status) => status.meaning))).toEqual(new Set(['unmapped']));
  });
});

describe('next steps at mediafinanz', () => {
  it.each([
    ['payment_order_only', 1],
    ['payment_order_then_lawsuit', 2],
    ['lawsuit_at_once', 3],
  ] as const)('gives a lawyer with the mission %s instruction %i', (mission, instruction) => {
    const order = { step: 'lawyer', mission } as const;
    expect(toNextStep(order)).toEqual({ instruction });
    expect(toNextStepMessage(order)).toContain(`Weisung ${instruction}`);
  });

  it.each([
    [true, 'never', 7],
    [false, 'once', 8],
    [true, 'once', 15],
    [false, 'as_needed', 24],
    [true, 'as_needed', 31],
  ] as const)('searches an address (databases %s, office %s) to depth %i', (...row) => {
    const [databases, registrationOffice, depth] = row;
    const justification = 'Zustellung';
    const step = 'address_identification';
    const order = { step, databases, registrationOffice, justification } as const;
    expect(toNextStep(order)).toEqual({ missionDepth: depth, justification });
    expect(toNextStepMessage(order)).toContain(`Auftragstiefe ${depth}:`);
  });

  it.each([
    [{ databases: false, registrationOffice: 'never', justification: 'Zustellung' }],
    [{ databases: true, registrationOffice: 'never', justification: ' ' }],
  ] as const)('refuses an address search that asks nobody or says no reason', (search) => {
    const order = { step: 'address_identification', ...search } as const;
    expect(() => toNextStep(order)).toThrow(InvalidInput);
    expect(() => toNextStepMessage(order)).toThrow(InvalidInput);
  });
});

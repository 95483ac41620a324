import { type DunningPolicy, presetLevel, presetPolicy } from '../../server/domain/dunning.ts';
import { InvalidInput } from '../../server/domain/errors.ts';
import {
  assertPolicy,
  choosePolicy,
  debtorKey,
  explainPolicy,
  type PolicyBearer,
  policyProblems,
  type PolicyScope,
  type StoredPolicy,
} from '../../server/domain/policies.ts';

const stored = (
  version: number,
  scope: PolicyScope,
  scopeKey = '',
  retired = false,
): StoredPolicy => ({ version, scope, scopeKey, policy: presetPolicy, retired });

const who: PolicyBearer = {
  receivableId: 7,
  debtorId: 3,
  debtorNumber: 'K-1',
  customerGroup: 'regulars',
  debtorKind: 'business',
  pinnedVersion: null,
};

const all = [
  stored(1, 'shop'),
  stored(2, 'debtor_kind', 'business'),
  stored(3, 'customer_group', 'regulars'),
  stored(4, 'debtor', 'number:K-1'),
  stored(5, 'receivable', '7'),
];

describe('the policy of a receivable', () => {
  it.each([
    ['its own', {}, 'receivable', 5],
    ["its debtor's", { receivableId: 8 }, 'debtor', 4],
    ["its group's", { receivableId: 8, debtorNumber: 'K-2' }, 'customer_group', 3],
    [
      'that of its kind of debtor',
      { receivableId: 8, debtorNumber: null, customerGroup: null },
      'debtor_kind',
      2,
    ],
    [
      "the shop's",
      {
        receivableId: 8,
        debtorNumber: 'K-2',
        customerGroup: 'others',
        debtorKind: 'consumer' as const,
      },
      'shop',
      1,
    ],
  ])('is %s, where that is the most specific', (_whose, change, because, version) => {
    const choice = explainPolicy(all, { ...who, ...change });
    expect([choice.because, choice.chosen.version]).toEqual([because, version]);
    expect(explainPolicy(all.toReversed(), { ...who, ...change })).toEqual(choice);
  });

  it('stays the one its round began with, however specific or new another is', () => {
    const choice = explainPolicy(all, { ...who, pinnedVersion: 1 });
    expect([choice.because, choice.chosen.version]).toEqual(['round', 1]);
    const retired = [...all, stored(6, 'customer_group', 'past', true)];
    expect(choosePolicy(retired, { ...who, pinnedVersion: 6 }).version).toBe(6);
  });

  it('is the newest of its scope', () => {
    const newer = [...all, stored(9, 'receivable', '7'), stored(8, 'receivable', '7')];
    expect(choosePolicy(newer, who).version).toBe(9);
  });

  it('is the next wider one where the newest of a scope is retired, not an older one', () => {
    const ended = [...all, stored(9, 'receivable', '7', true)];
    expect(choosePolicy(ended, who).version).toBe(4);
  });

  it('of a guest is kept by the debtor of the one order', () => {
    expect(debtorKey({ id: 3, debtorNumber: null })).toBe('id:3');
    const guest = { ...who, receivableId: 8, debtorNumber: null, customerGroup: null };
    expect(choosePolicy([...all, stored(6, 'debtor', 'id:3')], guest).version).toBe(6);
    // A shop may number its customers as we count debtors; the two never meet.
    const other = { ...guest, debtorNumber: '3' };
    expect(choosePolicy([...all, stored(6, 'debtor', 'id:3')], other).version).toBe(2);
  });

  it('is missed aloud where a shop has none', () => {
    expect(() => choosePolicy([], who)).toThrow(InvalidInput);
    expect(() => choosePolicy([stored(1, 'receivable', '8')], who)).toThrow(/save one/);
  });
});

const [one, two, three, four] = presetPolicy.levels;
if (!one || !two || !three || !four) throw new Error('the preset policy has four levels');

const withLevels = (...levels: DunningPolicy['levels']): DunningPolicy => ({
  ...presetPolicy,
  levels,
});
const paths = (policy: DunningPolicy) => policyProblems(policy).map(({ path }) => path);

describe('a policy that makes no sense', () => {
  it('is not the preset one, nor one of nine levels', () => {
    expect(policyProblems(presetPolicy)).toEqual([]);
    const nine = withLevels(one, ...Array.from({ length: 7 }, () => two), four);
    expect(policyProblems(nine)).toEqual([]);
  });

  it.each([
    ['no level', withLevels(), ['levels']],
    ['ten levels', withLevels(...Array.from({ length: 10 }, () => two)), ['levels']],
    ['a tone that falls', withLevels(three, two), ['levels[1].template']],
    ['a level after the final notice', withLevels(one, four, four), ['levels[1].template']],
    ['a day twice before the due date', { ...presetPolicy, preDueDays: [3, 3] }, ['preDueDays']],
    ['no channel', withLevels({ ...two, channels: [] }), ['levels[0].channels']],
    [
      'a channel twice',
      withLevels({ ...two, channels: ['email', 'letter', 'email'] }),
      ['levels[0].channels'],
    ],
    [
      'an attachment twice',
      withLevels({ ...two, attachments: ['invoice', 'invoice'] }),
      ['levels[0].attachments'],
    ],
    [
      'attachments that no channel takes',
      withLevels({ ...two, channels: ['telephone', 'webhook'], attachments: ['statement'] }),
      ['levels[0].attachments'],
    ],
    [
      'a final notice without a deadline',
      withLevels(one, { ...four, deadlineDays: 0 }),
      ['levels[1].deadlineDays'],
    ],
    ['two levels on one day', withLevels(one, { ...two, afterDays: 0 }), ['levels[1].afterDays']],
    [
      'days after the due date that go back',
      withLevels({ ...one, afterDueDays: 20 }, two, { ...three, afterDueDays: 20 }),
      ['levels[2].afterDueDays'],
    ],
    [
      'a fee in a friendly reminder',
      withLevels({ ...one, feeCents: { consumer: 0, business: 1 } }),
      ['levels[0].feeCents'],
    ],
    [
      'interest in a friendly reminder',
      withLevels({ ...one, interest: true }),
      ['levels[0].interest'],
    ],
  ])('has %s', (_what, policy, where) => {
    expect(paths(policy)).toEqual(where);
  });

  it('may remind on the day after the due date, and count up from it', () => {
    const first = { ...one, afterDays: 0 };
    expect(paths(withLevels(first, { ...two, afterDueDays: 10 }))).toEqual([]);
    const later = { ...three, afterDueDays: 21 };
    expect(paths(withLevels({ ...one, afterDueDays: 20 }, two, later))).toEqual([]);
  });

  it('is refused with all its faults at once', () => {
    const bad = withLevels({ ...three, ...presetLevel, deadlineDays: 0 }, { ...two, channels: [] });
    expect(() => assertPolicy(bad)).toThrow(
      /levels\[0\]\.deadlineDays .*levels\[1\]\.template .*levels\[1\]\.channels/,
    );
    expect(() => assertPolicy(presetPolicy)).not.toThrow();
  });
});

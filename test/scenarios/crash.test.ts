/**
 * The process is killed (SIGKILL) at every step between inbox, run, outbox, SOAP call and poll, and
 * started again. Whatever the step: nothing is lost and nothing happens twice.
 */
import { copyFileSync, rmSync } from 'node:fs';
import {
  type Crash,
  expectNothingLostOrDoubled,
  live,
  type Outcome,
  prepare,
  type Prepared,
  REPORTED_CENTS,
} from '../support/crash.ts';
import { type DatabaseKind, databases } from '../support/databases.ts';

const steps: readonly (readonly [string, Crash])[] = [
  [
    'before the inbox is read',
    { at: { statement: 'select id from inbox', nth: 1, when: 'before' } },
  ],
  [
    'while a payment is booked',
    { at: { statement: 'insert into ledger_entries', nth: 3, when: 'after' } },
  ],
  [
    'before a delivery is committed',
    { at: { statement: 'update inbox set state', nth: 2, when: 'after' } },
  ],
  [
    'when a run has begun',
    { at: { statement: 'insert into dunning_runs', nth: 1, when: 'after' } },
  ],
  [
    'while a reminder is frozen',
    { at: { statement: 'insert into reminders', nth: 1, when: 'after' } },
  ],
  ['while a claim is queued', { at: { statement: 'insert into claims', nth: 1, when: 'after' } }],
  [
    'before a run is finished',
    { at: { statement: 'update dunning_runs set state', nth: 1, when: 'before' } },
  ],
  [
    'when a message is marked as being sent',
    { at: { statement: 'update outbox set state', nth: 1, when: 'after' } },
  ],
  ['when the mail server has the message', { atMail: true }],
  [
    'when the mail is sent and not yet noted',
    { at: { statement: 'update reminders set state', nth: 1, when: 'before' } },
  ],
  ['when the agency has taken the claim', { atCall: 'newClaim' }],
  [
    'before the file number is stored',
    { at: { statement: 'update claims set file_number', nth: 1, when: 'before' } },
  ],
  ['when the agency has booked the payment', { atCall: 'bookDirectPayment' }],
  [
    'when news are fetched and not stored',
    { at: { statement: 'insert into agency_batches', nth: 1, when: 'before' } },
  ],
  [
    'when news are stored and not acknowledged',
    { at: { statement: 'insert into agency_news', nth: 2, when: 'after' } },
  ],
  ['when the acknowledgement is on its way', { atCall: 'commitTransaction' }],
  [
    'when news are acknowledged and not applied',
    { at: { statement: 'select * from agency_news', nth: 1, when: 'before' } },
  ],
  [
    'while news are applied',
    { at: { statement: 'update agency_news set state', nth: 1, when: 'before' } },
  ],
  [
    'when the account was read and not booked',
    { at: { statement: 'update claims set agency_total', nth: 1, when: 'before' } },
  ],
];

/** A server database is prepared anew for each crash, so it gets the steps with a partner in them. */
const stepsOn = (kind: DatabaseKind) =>
  kind.name === 'SQLite'
    ? steps
    : steps.filter(([step]) =>
        /mail|agency|frozen|file number|news are fetched|applied/.test(step),
      );

describe.each(databases)('killed on $name', (kind) => {
  let prepared: Prepared;
  beforeAll(async () => {
    prepared = await prepare(kind);
  }, 120_000);
  afterAll(async () => {
    await prepared.database.remove();
    rmSync(prepared.directory, { recursive: true, force: true });
  });

  /** SQLite is copied; a server database is prepared anew, since it cannot be. */
  async function crashed(crash: Crash): Promise<Outcome> {
    if (kind.name === 'SQLite') {
      const file = prepared.database.url.slice('sqlite:'.length);
      const copy = `${file}-copy`;
      copyFileSync(file, copy);
      const outcome = await live(prepared, `sqlite:${copy}`, crash);
      for (const rest of ['', '-wal', '-shm']) rmSync(`${copy}${rest}`, { force: true });
      return outcome;
    }
    const again = await prepare(kind);
    try {
      return await live(again, again.database.url, crash);
    } finally {
      await again.database.remove();
      rmSync(again.directory, { recursive: true, force: true });
    }
  }

  it('does the whole morning when nobody kills it', async () => {
    const outcome = await crashed({});
    expectNothingLostOrDoubled(outcome);
    expect(outcome.first).toMatch(/^0 /);
    expect(outcome.reminders).toEqual(['sent']);
    expect(outcome.direct).toEqual({ atAgencyCents: REPORTED_CENTS, report: 'delivered' });
    expect(outcome.claims['order 2']?.atAgency).toBe(1);
  });

  it.each(stepsOn(kind))('%s, loses nothing and doubles nothing', async (_step, crash) => {
    const outcome = await crashed(crash);
    expect(outcome.first).toBe('SIGKILL');
    expectNothingLostOrDoubled(outcome);
  });
});

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type SandboxAgency, startSandboxAgency } from '../../connectors/sandbox/server.ts';
import { type MailSink, startMailSink } from '../../server/demo/mail-sink.ts';
import { instant } from '../../server/domain/calendar.ts';
import { openDatabase } from '../../server/storage/database.ts';
import { creditor } from '../support/world.ts';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));

interface Run {
  code: number;
  out: string;
  err: string;
}

/** The command line as a person uses it: a process of its own, judged by its exit code and words. */
describe('the command line', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mahnlauf-cli-'));
  const file = join(directory, 'test.sqlite');
  let agency: SandboxAgency;
  let sink: MailSink;
  let environment: Record<string, string>;
  beforeAll(async () => {
    agency = await startSandboxAgency({ now: instant('2026-03-02T06:00:00Z'), lateMs: 50 });
    sink = await startMailSink();
    environment = {
      PATH: process.env['PATH'] ?? '',
      NODE_COMPILE_CACHE: join(directory, 'compiled'),
      DATABASE_URL: `sqlite:${file}`,
      SHOPIFY_WEBHOOK_SECRETS: 'test-webhook-secret',
      SECRET_KEYS: `test:${randomBytes(32).toString('base64')}`,
      SMTP_URL: `smtp://127.0.0.1:${sink.port}?tls=off`,
    };
  });
  afterAll(async () => {
    await agency.close();
    await sink.close();
    rmSync(directory, { recursive: true, force: true });
  });

  function cli(args: readonly string[], more: Record<string, string> = {}): Promise<Run> {
    const env = { ...environment, ...more };
    return new Promise((resolve) => {
      const call = execFile(process.execPath, [MAIN, 'cli', ...args], { env }, (_error, out, err) =>
        resolve({ code: call.exitCode ?? -1, out: out.trim(), err: err.trim() }),
      );
    });
  }
  const json = async (args: readonly string[]): Promise<[number, Record<string, unknown>]> => {
    const { code, out } = await cli([...args, '--json']);
    return [code, JSON.parse(out) as Record<string, unknown>];
  };

  const shopFile = (change: Record<string, unknown> = {}): string => {
    const path = join(directory, `shop-${randomBytes(4).toString('hex')}.json`);
    const { applicationKey, clientKey, clientId } = agency.account;
    const shop = {
      domain: 'example.myshopify.com',
      settings: { creditor },
      agency: { clientId, endpoint: agency.url, applicationKey, clientKey },
      ...change,
    };
    writeFileSync(path, JSON.stringify(shop));
    return path;
  };

  it('says with exit code 2 which commands there are', async () => {
    const [unknown, none] = await Promise.all([cli(['dunn']), cli([])]);
    for (const { code, out, err } of [unknown, none]) {
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain('verify-journal');
      expect(err).toContain('dun ');
    }
    expect(unknown.err).toContain('there is no command "dunn"');
  });

  it('names every variable that cannot be used, at once', async () => {
    const wrong = { DATABASE_URL: 'postgres://x', PORT: 'eighty', SECRET_KEYS: 'short:AAAA' };
    const { code, err } = await cli(['migrate'], wrong);
    expect(code).toBe(1);
    expect(err).toContain('DATABASE_URL');
    expect(err).toContain('PORT');
    expect(err).not.toContain('at ');
  });

  it('finds what is to be mended before anything is set up, and says how', async () => {
    const empty = { SHOPIFY_WEBHOOK_SECRETS: '', SMTP_URL: '', SECRET_KEYS: '' };
    const { code, out } = await cli(['doctor'], empty);
    expect(code).toBe(1);
    expect(out).toMatch(/^ok {3}database/m);
    expect(out).toMatch(/^MEND webhook secrets set SHOPIFY_WEBHOOK_SECRETS/m);
    expect(out).toMatch(/^MEND tables run: npm run -s cli -- migrate/m);
    expect(out).toMatch(/^MEND mail server set SMTP_URL/m);
    expect(out).toMatch(/^MEND agency account .*shop-install/m);
  });

  it('asks for a migration before it works on tables that are not there', async () => {
    const { code, err } = await cli(['states']);
    expect(code).toBe(1);
    expect(err).toContain('migrate');
    expect(err).not.toContain('node_modules');
  });

  it('migrates once, and then has nothing to do', async () => {
    const first = await cli(['migrate']);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(/^applied 0001_/);
    expect(await cli(['migrate'])).toEqual({ code: 0, out: 'nothing to do', err: '' });
  });

  it('refuses a shop file that is wrong, names every field and installs nothing', async () => {
    const wrong = { domain: 'example.com', settings: { creditor: { ...creditor, iban: 'DE 89' } } };
    const noJson = join(directory, 'no.json');
    writeFileSync(noJson, '{"clientKey": "a-secret", ');
    const files: [string, string][] = [
      [shopFile(wrong), 'domain: write it as name.myshopify.com'],
      [shopFile(wrong), 'settings.creditor.iban: write the IBAN without spaces'],
      [shopFile({ colour: 'red' }), 'colour'],
      [noJson, 'it is no JSON'],
      [join(directory, 'missing.json'), 'is there such a file?'],
    ];
    const refused = files.map(async ([file, words]) => {
      const { code, out, err } = await cli(['shop-install', '--file', file]);
      expect([code, out]).toEqual([1, '']);
      expect(err).toContain(file);
      expect(err).toContain(words);
      expect(err).not.toContain('a-secret');
      expect(err.split('\n')).toHaveLength(1);
    });
    await Promise.all(refused);
    expect(await cli(['shop-install'])).toMatchObject({ code: 1, err: '--file is missing' });
    expect((await cli(['states'])).err).toContain('name the shop with --shop');
  });

  it('installs a shop, shows the key once, and finds everything in order', async () => {
    const [code, installed] = await json(['shop-install', '--file', shopFile()]);
    expect(code).toBe(0);
    expect(installed).toEqual({
      shopId: 1,
      apiKey: expect.stringMatching(/^[A-Za-z0-9_-]{32}$/),
    });
    const healthy = await cli(['doctor']);
    expect(healthy.out).not.toContain('MEND');
    expect(healthy).toMatchObject({ code: 0, err: '' });
    expect(healthy.out.split('\n')).toHaveLength(7);
    const db = openDatabase(environment['DATABASE_URL'] ?? '');
    const rows = await db('agency_accounts').select('sealed_credentials', 'checked_at');
    const kept = await db('api_keys').select('key_hash');
    await db.destroy();
    expect(rows[0]?.checked_at).not.toBeNull();
    expect(rows[0]?.sealed_credentials).not.toContain(agency.account.clientKey);
    expect(JSON.stringify(kept)).not.toContain(installed['apiKey']);
  });

  it('says which partner does not answer', async () => {
    const dead = { SMTP_URL: 'smtp://127.0.0.1:1?tls=off' };
    const { code, out } = await cli(['doctor'], dead);
    expect(code).toBe(1);
    expect(out).toMatch(/^MEND mail server .*ECONNREFUSED/m);
    expect(out).toMatch(/^ok {3}agency mediafinanz \(sandbox\) of shop 1/m);
  });

  it('says that the keys no longer open what is stored', async () => {
    const other = { SECRET_KEYS: `other:${randomBytes(32).toString('base64')}` };
    const { code, out } = await cli(['doctor'], other);
    expect(code).toBe(1);
    expect(out).toMatch(/^MEND agency mediafinanz .*SECRET_KEYS/m);
  });

  it('previews and commits a run, and refuses a day that is none', async () => {
    expect((await json(['dun', '--preview', '--on', '2026-03-21']))[1]).toMatchObject({
      runId: null,
      runOn: '2026-03-21',
      selected: 0,
    });
    expect((await json(['dun', '--commit']))[1]).toMatchObject({ runId: 1, reminded: 0 });
    const text = await cli(['dun', '--preview', '--on', '2026-03-21']);
    expect(text.out).toBe('2026-03-21: 0 selected, 0 reminded, 0 handed over, 0 left out');
    const bad: [string[], string][] = [
      [['dun', '--preview', '--on', '2026-02-30'], '2026-02-30'],
      [['dun', '--preview', '--on', '21.03.2026'], '21.03.2026'],
      [['dun'], 'either --preview or --commit'],
      [['dun', '--preview', '--commit'], 'either --preview or --commit'],
      [['dun', '--commit', '--on', '2199-01-01'], 'preview it'],
      [['dun', '--preview', '--shop', 'nobody.myshopify.com'], 'example.myshopify.com'],
      [['dun', '--preview', '--when', 'now'], '--when'],
    ];
    const refused = bad.map(async ([args, words]) => {
      const { code, out, err } = await cli(args);
      expect([args, code, out]).toEqual([args, 1, '']);
      expect(err).toContain(words);
    });
    await Promise.all(refused);
  });

  it('tells states and the work that waits, for people and for programs', async () => {
    const [code, states] = await json(['states']);
    expect(code).toBe(0);
    expect(Object.keys(states)).toEqual(expect.arrayContaining(['receivables', 'claims']));
    const said = ['states', 'worklist', 'poll', 'deliver', 'apply-inbox'].map((name) =>
      cli([name]),
    );
    const [words, worklist, ...jobs] = (await Promise.all(said)).map(({ out }) => out);
    expect(words).toContain('receivables');
    expect(worklist).toBe('nothing waits for a person');
    const done = ['poll-agencies: done', 'deliver-outbox: done', 'apply-inbox: done'];
    expect(jobs).toEqual(done);
    expect(await json(['worklist'])).toEqual([0, { items: [], total: 0 }]);
  });

  it('verifies the journal, and finds a line that somebody changed', async () => {
    const sound = await cli(['verify-journal']);
    expect(sound).toMatchObject({ code: 0, err: '' });
    expect(sound.out).toMatch(/^\d+ events, every hash fits; the ledger sums to zero$/);
    const db = openDatabase(environment['DATABASE_URL'] ?? '');
    await db('journal_events').where({ sequence: 1 }).update({ actor: 'somebody' });
    await db.destroy();
    const { code, out } = await cli(['verify-journal']);
    expect(code).toBe(1);
    expect(out).toContain('journal: event 1 (shop.installed) was changed after it was written');
  });

  it('refuses to migrate over rows whose record is gone, in one sentence', async () => {
    const db = openDatabase(environment['DATABASE_URL'] ?? '');
    await db('knex_migrations').delete();
    await db.destroy();
    const { code, out, err } = await cli(['migrate', '--json']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^table \w+ holds rows, but its migration is not recorded; restore .*$/);
  });
});

/** Killed not only where somebody thought of it: every so many statements of the whole morning. */
import { copyFileSync, rmSync } from 'node:fs';
import { sqlite } from '../support/databases.ts';
import { expectNothingLostOrDoubled, live, prepare } from '../support/crash.ts';

describe('killed anywhere, on SQLite', () => {
  it('loses nothing and doubles nothing', async () => {
    const prepared = await prepare(sqlite);
    const file = prepared.database.url.slice('sqlite:'.length);
    const copy = `${file}-copy`;
    const every = Number(process.env['CRASH_EVERY'] ?? '23');
    copyFileSync(file, copy);
    const calm = await live(prepared, `sqlite:${copy}`, {});
    const { statements } = JSON.parse(calm.first.slice(2)) as { statements: number };
    expect(statements).toBeGreaterThan(100);
    for (let nth = every; nth <= statements; nth += every) {
      for (const rest of ['-wal', '-shm']) rmSync(`${copy}${rest}`, { force: true });
      copyFileSync(file, copy);
      const at = { statement: '', nth, when: 'before' } as const;
      const outcome = await live(prepared, `sqlite:${copy}`, { at });
      expect([nth, outcome.first]).toEqual([nth, 'SIGKILL']);
      expectNothingLostOrDoubled(outcome);
    }
    await prepared.database.remove();
    rmSync(prepared.directory, { recursive: true, force: true });
  }, 600_000);
});

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { creditor } from '../support/world.ts';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const PASSWORD = 'correct horse battery';

describe('the commands about people', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mahnlauf-users-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  function cli(args: readonly string[], input = ''): Promise<{ code: number; said: string }> {
    const env = {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: `sqlite:${join(directory, 'test.sqlite')}`,
      NODE_COMPILE_CACHE: join(directory, 'compiled'),
    };
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [MAIN, 'cli', ...args], { env });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
      }
      child.on('close', (code) => resolve({ code: code ?? -1, said: said.trim() }));
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
    });
  }

  it('let the first owner in with the password of the standard input', async () => {
    const file = join(directory, 'shop.json');
    const shop = { domain: 'example.myshopify.com', agencyMode: 'sandbox' };
    writeFileSync(file, JSON.stringify({ ...shop, settings: { creditor } }));
    await cli(['migrate']);
    await cli(['shop-install', '--file', file]);
    const add = ['users-add', '--email', 'owner@example.com', '--role', 'owner'];
    expect(await cli(add, `${PASSWORD}\n`)).toEqual({
      code: 0,
      said: 'user 1 may sign in as owner',
    });
    const again = await cli(add, PASSWORD);
    expect(again).toMatchObject({ code: 1, said: expect.stringContaining('is there already') });
    expect(await cli(['users'])).toEqual({ code: 0, said: '1  owner@example.com  owner' });
  });

  it('say what is missing', async () => {
    const add = (role: string, input: string) =>
      cli(['users-add', '--email', 'clerk@example.com', '--role', role], input);
    expect((await add('king', PASSWORD)).said).toContain('--role is one of');
    expect((await add('clerk', '')).said).toContain('standard input');
    expect((await add('clerk', 'short')).said).toContain('12 to 200');
    expect((await add('agency', PASSWORD)).said).toContain('agencyAccountId');
    expect((await cli(['users-disable', '--id', '1'])).said).toContain('the last owner');
  });
});

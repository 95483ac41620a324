import { buildService, type Service, systemClock } from './build.ts';
import { runCli } from './cli.ts';
import { readConfig } from './config.ts';
import { MahnlaufError } from './domain/errors.ts';
import { publicHolidays } from './holidays.ts';

const print = {
  out: (text: string): void => console.log(text),
  err: (text: string): void => console.error(text),
};

/** Serves until the process is told to stop; the work in hand is finished first. */
async function serve(): Promise<void> {
  const service = buildService(readConfig(process.env), systemClock);
  await service.migrate();
  await freshConsole((error) => service.log.warn({ err: error }, 'the console was not built'));
  const url = await service.listen();
  service.schedule();
  service.log.info({ url }, 'Mahnlauf serves');
  await untilStopped();
  await service.close();
}

/** Builds the console when it is missing or old; without it the API is served all the same. */
async function freshConsole(failed: (error: unknown) => void): Promise<void> {
  try {
    const { buildConsole } = await import('../plugin/admin-ui/build.ts');
    await buildConsole();
  } catch (error) {
    failed(error);
  }
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

async function cli(args: readonly string[]): Promise<number> {
  let service: Service | null = null;
  const open = (): Service => {
    const config = readConfig({ ...process.env, LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'error' });
    service = buildService(config, systemClock);
    return service;
  };
  try {
    return await runCli(args, open, print, publicHolidays);
  } finally {
    await (service as Service | null)?.close();
  }
}

async function demo(args: readonly string[]): Promise<number> {
  const { runDemo } = await import('./demo/demo.ts');
  if (!args.includes('--once')) await freshConsole((error) => print.err(String(error)));
  return runDemo(args, { print, untilStopped });
}

async function main([door, ...args]: readonly string[]): Promise<number> {
  if (door === 'cli') return cli(args);
  if (door === 'demo') return demo(args);
  await serve();
  return 0;
}

if (import.meta.main) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof MahnlaufError)) throw error;
    print.err(error.message);
    process.exitCode = 1;
  }
}

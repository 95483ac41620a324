/** Builds the console into `dist`; the service serves what it finds there. */
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The folder with the built console. */
export const consoleFolder = `${here}dist`;

/** Builds the console anew when it was never built, or when its sources are newer. */
export async function buildConsole({ always = false } = {}): Promise<'built' | 'fresh'> {
  if (!always && isFresh()) return 'fresh';
  // Loaded here, because a service with a fresh console never needs it.
  const { build } = await import('vite');
  const outDir = `${consoleFolder}-${process.pid}`;
  const options = { outDir, emptyOutDir: true };
  await build({ configFile: `${here}vite.config.ts`, logLevel: 'error', build: options });
  packFiles(outDir);
  moveInto(outDir, always);
  return 'built';
}

/** Two that build at once leave one whole console, never halves of two. */
function moveInto(outDir: string, always: boolean): void {
  if (!always && isFresh()) {
    rmSync(outDir, { recursive: true });
    return;
  }
  const old = `${outDir}-old`;
  if (existsSync(consoleFolder)) renameSync(consoleFolder, old);
  renameSync(outDir, consoleFolder);
  rmSync(old, { recursive: true, force: true });
}

/** Leaves a smaller copy beside each file, so that the service need not pack it again and again. */
function packFiles(folder: string): void {
  for (const file of filesBelow(`${folder}/assets`)) {
    if (!/\.(js|css)$/.test(file)) continue;
    const bytes = readFileSync(file);
    writeFileSync(`${file}.br`, brotliCompressSync(bytes));
    writeFileSync(`${file}.gz`, gzipSync(bytes));
  }
}

function isFresh(): boolean {
  const index = `${consoleFolder}/index.html`;
  if (!existsSync(index)) return false;
  const builtAt = statSync(index).mtimeMs;
  const sources = [`${here}index.html`, `${here}vite.config.ts`, ...filesBelow(`${here}src`)];
  return sources.every((file) => statSync(file).mtimeMs <= builtAt);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`);
}

if (import.meta.main) await buildConsole({ always: !process.argv.includes('--when-old') });

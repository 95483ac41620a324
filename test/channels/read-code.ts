/**
 * Prints the payload of the QR code in a grey picture (PGM), or nothing. It runs as a process of
 * its own, because a test's sandbox makes the reader some hundred times slower.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type JsQr from 'jsqr';
import { readPgm } from './pgm.ts';

// The package is CommonJS with an ES default export, which Node and its types see differently.
const jsQR = createRequire(import.meta.url)('jsqr') as unknown as typeof JsQr.default;

for (const path of process.argv.slice(2)) {
  const { width, height, grey } = readPgm(readFileSync(path));
  const colours = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < grey.length; i += 1) colours.fill(grey[i] ?? 255, i * 4, i * 4 + 3);
  const found = jsQR(colours, width, height, { inversionAttempts: 'dontInvert' });
  if (found !== null && found.data !== '') process.stdout.write(`${JSON.stringify(found.data)}\n`);
}

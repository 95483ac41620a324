/** `npm run letters`: draws every page of every letter that docs/letters.md shows. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type Drawn,
  DRAWN_FILE,
  drawnOf,
  run,
  SHOWN,
  SHOWN_FOLDER,
  withSheet,
} from './shown-letters.ts';

const drawn: Record<string, Drawn> = {};
for (const language of new Set(SHOWN.map((one) => one.language))) {
  const folder = new URL(`${language}/`, SHOWN_FOLDER);
  for (const file of readdirSync(folder)) rmSync(new URL(file, folder));
}
for (const one of SHOWN) {
  const name = `${one.language}/${one.file}`;
  drawn[name] = await withSheet(one, (path) => {
    const found = drawnOf(path);
    for (let page = 1; page <= found.pages; page += 1) {
      const out = fileURLToPath(new URL(`${name}-${page}`, SHOWN_FOLDER));
      const only = ['-f', String(page), '-l', String(page), '-singlefile'];
      const dots = one.file === 'long' ? '55' : one.language === 'de' ? '90' : '70';
      run('pdftoppm', '-r', dots, '-gray', '-png', ...only, path, out);
    }
    return found;
  });
  process.stdout.write(`${name}: ${drawn[name].pages}\n`);
}
writeFileSync(DRAWN_FILE, `${JSON.stringify(drawn, null, 2)}\n`);

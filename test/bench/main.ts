/** `npm run bench -- <name> [--option=value …]`: measures one thing and prints what it found. */
import { benchAgency } from './agency.ts';
import { benchConsole } from './console.ts';
import { benchShopify } from './shopify.ts';
import { benchDunning } from './dunning.ts';

const benches: Readonly<Record<string, (options: ReadonlyMap<string, string>) => Promise<void>>> = {
  agency: benchAgency,
  console: benchConsole,
  shopify: benchShopify,
  dunning: benchDunning,
};

const [name = '', ...rest] = process.argv.slice(2);
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench === undefined) {
  console.error(`npm run bench -- <name>; there are: ${Object.keys(benches).join(', ')}`);
  process.exitCode = 1;
} else {
  await bench(optionsOf(rest));
}

/** `--sizes=1000`, `--sizes 1000` and `--full`. */
function optionsOf(words: readonly string[]): Map<string, string> {
  const pairs = words.flatMap((word, index): [string, string][] => {
    if (!word.startsWith('--')) return [];
    const [key = '', value] = word.slice(2).split('=');
    const next = words[index + 1];
    return [[key, value ?? (next?.startsWith('--') === false ? next : '')]];
  });
  return new Map(pairs);
}

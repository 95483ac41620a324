/** `npm run bench -- <name> [--option=value …]`: measures one thing and prints what it found. */
import { benchAgency } from './agency.ts';

const benches: Readonly<Record<string, (options: ReadonlyMap<string, string>) => Promise<void>>> = {
  agency: benchAgency,
};

const [name = '', ...rest] = process.argv.slice(2);
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (bench === undefined) {
  console.error(`npm run bench -- <name>; there are: ${Object.keys(benches).join(', ')}`);
  process.exitCode = 1;
} else {
  const options = rest.map((option): [string, string] => {
    const [key = '', value = ''] = option.replace(/^--/, '').split('=');
    return [key, value];
  });
  await bench(new Map(options));
}

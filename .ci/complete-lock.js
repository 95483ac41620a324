/**
 * `node .ci/complete-lock.js`: run it after every `npm install` that changed package-lock.json.
 *
 * A registry that does not carry the packages of other platforms makes npm write a lock file
 * without them, and `npm ci` then refuses that file everywhere. This adds the missing optional
 * packages by name, version and platform; on this platform nothing more is installed.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const { packages } = lock;

const SYSTEMS = { windows: 'win32' };
const SYSTEM = /(?:^|[-/])(darwin|linux|win32|windows|freebsd|android|openharmony|netbsd|openbsd|sunos|aix)(?:$|[-/])/;
const CPU = /(arm64|x64|ia32|ppc64|s390x|riscv64|wasm32|loong64|mips64el|arm)/;

/** Where npm would look for a package that the one at `from` wants. */
function find(from, name) {
  for (let base = from; ; ) {
    const place = `${base === '' ? '' : `${base}/`}node_modules/${name}`;
    if (place in packages) return place;
    if (base === '') return null;
    const cut = base.lastIndexOf('/node_modules/');
    base = cut >= 0 ? base.slice(0, cut) : '';
  }
}

function platformOf(name) {
  const system = SYSTEM.exec(name)?.[1];
  const cpu = CPU.exec(name.split('/').at(-1))?.[1];
  const libc = /linux.*(musl|gnu)/.exec(name)?.[1];
  return {
    ...(system === undefined ? {} : { os: [SYSTEMS[system] ?? system] }),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(libc === undefined ? {} : { libc: [libc === 'musl' ? 'musl' : 'glibc'] }),
  };
}

let added = 0;
for (const [place, entry] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (find(place, name) !== null) continue;
    packages[`node_modules/${name}`] = {
      version: range.replace(/^[~^=]/, ''),
      ...(entry.dev === true ? { dev: true } : {}),
      optional: true,
      ...platformOf(name.toLowerCase()),
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms added`);

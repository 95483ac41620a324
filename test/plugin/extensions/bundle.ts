/**
 * Builds an extension as Shopify's own tool does: one file, minified, Preact inside. A program of its
 * own, because the bundler does not run inside jest: it prints its result as JSON.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'toml';

export const EXTENSIONS = join(import.meta.dirname, '../../../plugin/shopify/extensions');

/** Shopify takes no larger bundle, compressed (shopify.dev, "Optimize bundle size"). */
export const LIMIT_BYTES = 64 * 1024;

/** What `shopify.extension.toml` says, as far as it is read here. */
export interface Manifest {
  api_version: string;
  extensions: {
    type: string;
    handle: string;
    name: string;
    description: string;
    targeting: { module: string; target: string }[];
    capabilities?: { network_access?: boolean };
    settings?: { fields: { key: string; name: string; description: string }[] };
  }[];
}

/** Every directory with a manifest, as Shopify's tool finds them. */
export const extensionNames = (): string[] =>
  readdirSync(EXTENSIONS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .filter((name) => readdirSync(join(EXTENSIONS, name)).includes('shopify.extension.toml'));

export const manifestOf = (name: string): Manifest =>
  parse(readFileSync(join(EXTENSIONS, name, 'shopify.extension.toml'), 'utf8')) as Manifest;

export interface Bundle {
  code: string;
  bytes: number;
  gzipBytes: number;
  /** Files that went in, below the root of the repository. */
  modules: string[];
  /** What the bundle would still load at run time; Shopify loads nothing. */
  imports: string[];
}

async function bundleExtension(name: string): Promise<Bundle> {
  const module = manifestOf(name).extensions[0]?.targeting[0]?.module ?? '';
  // Loaded here, because only the program of its own may.
  const { build } = await import('vite');
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    root: join(EXTENSIONS, name),
    define: { 'process.env.NODE_ENV': '"production"' },
    resolve: { dedupe: ['preact'] },
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      lib: { entry: join(EXTENSIONS, name, module), formats: ['es'], fileName: name },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (output === undefined || !('output' in output)) throw new Error(`${name} was not built`);
  const [chunk] = output.output;
  const root = join(EXTENSIONS, '../../..');
  return {
    code: chunk.code,
    bytes: Buffer.byteLength(chunk.code),
    gzipBytes: gzipSync(chunk.code).length,
    modules: Object.keys(chunk.modules).map((file) => file.replace(`${root}/`, '')),
    imports: [...chunk.imports, ...chunk.dynamicImports],
  };
}

/** Every extension by its name, built in a process of its own. */
export function bundleAll(): Record<string, Bundle> {
  const printed = execFileSync(process.execPath, [import.meta.filename], {
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(printed) as Record<string, Bundle>;
}

if (import.meta.main) {
  const all: Record<string, Bundle> = {};
  for (const name of extensionNames()) all[name] = await bundleExtension(name);
  process.stdout.write(JSON.stringify(all));
}

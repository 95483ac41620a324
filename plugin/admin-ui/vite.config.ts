import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `npx vite plugin/admin-ui` shows changes at once; the API is taken from a running service. */
export default defineConfig({
  root: at('.'),
  base: '/',
  clearScreen: false,
  oxc: { jsx: { runtime: 'automatic' } },
  build: { outDir: at('dist'), emptyOutDir: true, target: 'es2022', reportCompressedSize: false },
  server: { proxy: { '/api': process.env['MAHNLAUF_URL'] ?? 'http://127.0.0.1:3000' } },
});

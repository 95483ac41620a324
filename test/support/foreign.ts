/** Python's Zeep, a SOAP client that is not ours. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Debian's own: a Python of the user may not have the package. */
export const PYTHON = '/usr/bin/python3';
export const hasZeep = spawnSync(PYTHON, ['-c', 'import zeep']).status === 0;
export const zeepClient = fileURLToPath(new URL('python/client.py', import.meta.url));

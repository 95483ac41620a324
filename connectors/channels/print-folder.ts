import {
  access,
  constants,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rm,
  unlink,
} from 'node:fs/promises';
import { join } from 'node:path';
import { Conflict, InvalidInput, PartnerUnavailable } from '../../server/domain/errors.ts';
import type { LetterChannel } from '../../server/ports.ts';

/**
 * Lays letters into a folder from which somebody prints them, `<key>.pdf` each, with what goes into
 * the same envelope beside it as `<key>_1.pdf` and so on, laid there first. A letter is there as a
 * whole or not at all, also after a power cut. The same letter again changes nothing; another
 * letter under a key that is taken is a `Conflict`.
 */
export function printFolder(directory: string): LetterChannel {
  return {
    async send({ key, pdf, enclosures = [] }) {
      const name = nameOf(key);
      try {
        await mkdir(directory, { recursive: true });
        for (const [index, enclosure] of enclosures.entries()) {
          await lay(directory, `${key}_${index + 1}.pdf`, enclosure);
        }
        await lay(directory, name, pdf);
      } catch (error) {
        throw toPartnerError(error as NodeJS.ErrnoException, key);
      }
      return { receipt: name };
    },
    async erase(key) {
      const name = nameOf(key);
      try {
        await mkdir(directory, { recursive: true });
        const beside = new RegExp(`^${key.replaceAll('.', '[.]')}_\\d+[.]pdf$`);
        for (const laid of await readdir(directory)) {
          if (laid === name || beside.test(laid)) await rm(join(directory, laid), { force: true });
        }
      } catch (error) {
        throw toPartnerError(error as NodeJS.ErrnoException, key);
      }
    },
    async check() {
      try {
        await mkdir(directory, { recursive: true });
        await access(directory, constants.W_OK);
      } catch (error) {
        throw toPartnerError(error as NodeJS.ErrnoException, null);
      }
    },
  };
}

function nameOf(key: string): string {
  if (/^[\w-][\w.-]{0,150}$/.test(key)) return `${key}.pdf`;
  throw new InvalidInput(`"${key}" cannot name a letter; use letters, digits, "-" and "_".`);
}

async function lay(directory: string, name: string, pdf: Uint8Array): Promise<void> {
  const partial = join(directory, `.${name}.${process.pid}.part`);
  await writeDurably(partial, pdf);
  await publish(partial, join(directory, name), pdf);
}

async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives the file its name unless the name is taken; a link, unlike a rename, never overwrites. */
async function publish(partial: string, path: string, content: Uint8Array): Promise<void> {
  try {
    await link(partial, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (!(await readFile(path)).equals(content)) {
      throw new Conflict(`Another letter is already stored as ${path}; look at both of them.`);
    }
  } finally {
    await unlink(partial);
  }
}

function toPartnerError(error: NodeJS.ErrnoException, key: string | null): Error {
  if (error instanceof Conflict) return error;
  const what = key === null ? 'The print folder' : `The letter ${key}`;
  return new PartnerUnavailable(
    `${what} cannot be written (${error.code ?? error.name}). Check the folder and its space.`,
  );
}

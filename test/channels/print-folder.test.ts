import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printFolder } from '../../connectors/channels/print-folder.ts';
import { Conflict, InvalidInput, PartnerUnavailable } from '../../server/domain/errors.ts';

const pdf = new TextEncoder().encode('%PDF-1.7 a letter');

describe('the print folder', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mahnlauf-print-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('holds a letter under its key and nothing else', async () => {
    const channel = printFolder(join(folder, 'new'));
    await channel.check();
    expect(await channel.send({ key: 'reminder-17', pdf })).toEqual({ receipt: 'reminder-17.pdf' });
    expect(readdirSync(join(folder, 'new'))).toEqual(['reminder-17.pdf']);
    expect(new Uint8Array(readFileSync(join(folder, 'new', 'reminder-17.pdf')))).toEqual(pdf);
  });

  it('holds what goes into the envelope beside the letter, and each once', async () => {
    const channel = printFolder(folder);
    const enclosures = [pdf.slice(1), pdf.slice(2)];
    await channel.send({ key: 'reminder-17', pdf, enclosures });
    await channel.send({ key: 'reminder-17', pdf, enclosures });
    const names = readdirSync(folder).toSorted();
    expect(names).toEqual(['reminder-17.pdf', 'reminder-17_1.pdf', 'reminder-17_2.pdf']);
    const second = new Uint8Array(readFileSync(join(folder, 'reminder-17_2.pdf')));
    expect(second).toEqual(pdf.slice(2));
    await channel.send({ key: 'reminder-1', pdf });
    await channel.erase('reminder-17');
    expect(readdirSync(folder)).toEqual(['reminder-1.pdf']);
  });

  it('takes the same letter twice and keeps one', async () => {
    const channel = printFolder(folder);
    await channel.send({ key: 'reminder-17', pdf });
    await channel.send({ key: 'reminder-17', pdf });
    expect(readdirSync(folder)).toEqual(['reminder-17.pdf']);
  });

  it('never overwrites a letter by another one', async () => {
    const channel = printFolder(folder);
    await channel.send({ key: 'reminder-17', pdf });
    const other = channel.send({ key: 'reminder-17', pdf: pdf.slice(1) });
    await expect(other).rejects.toThrow(Conflict);
    expect(readdirSync(folder)).toEqual(['reminder-17.pdf']);
    expect(new Uint8Array(readFileSync(join(folder, 'reminder-17.pdf')))).toEqual(pdf);
  });

  it.each(['../x', '', '.hidden', 'a/b', 'a b'])('refuses the key "%s"', async (key) => {
    await expect(printFolder(folder).send({ key, pdf })).rejects.toThrow(InvalidInput);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that cannot be written is tried again later', async () => {
    writeFileSync(join(folder, 'file'), '');
    const channel = printFolder(join(folder, 'file', 'below'));
    await expect(channel.check()).rejects.toThrow(PartnerUnavailable);
    await expect(channel.send({ key: 'a', pdf })).rejects.toThrow(PartnerUnavailable);
  });
});

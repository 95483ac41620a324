import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mediafinanz, type AccountSettings } from '../../../connectors/mediafinanz/soap.ts';
import { mediafinanzPartner } from '../../../connectors/mediafinanz/partner.ts';
import { MahnlaufError, PartnerRejected } from '../../../server/domain/errors.ts';

const goldenFolder = new URL('../../golden/mediafinanz/', import.meta.url);

/** `input.json` of a golden folder. */
interface GoldenInput {
  /** The method of the port. */
  call: string;
  args: readonly unknown[];
  /** What differs from the usual account. */
  account?: Partial<AccountSettings>;
  /** How the recorded bytes are served. */
  http?: { status?: number; contentType?: string };
}

export interface GoldenOutcome {
  /** What was sent; null when nothing was. */
  request: string | null;
  soapAction: string | null;
  output: unknown;
}

export const goldenCases = (): readonly string[] =>
  readdirSync(goldenFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

export const readGolden = (name: string, file: string): string =>
  readFileSync(new URL(`${name}/${file}`, goldenFolder), 'utf8');

/** Plays one golden folder over a real socket: serves its bytes and gives what came of it. */
export async function playGolden(name: string): Promise<GoldenOutcome> {
  const input = JSON.parse(readGolden(name, 'input.json')) as GoldenInput;
  const bytes = readFileSync(new URL(`${name}/response.xml`, goldenFolder));
  const seen: { request: string | null; soapAction: string | null } = {
    request: null,
    soapAction: null,
  };
  const server = createServer((call, reply) => {
    const chunks: Buffer[] = [];
    call.on('data', (chunk: Buffer) => chunks.push(chunk));
    call.on('end', () => {
      seen.request = Buffer.concat(chunks).toString('utf8');
      seen.soapAction = String(call.headers['soapaction']);
      const contentType = input.http?.contentType ?? 'text/xml; charset=utf-8';
      reply.writeHead(input.http?.status ?? 200, { 'content-type': contentType }).end(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const output = await outcomeOf(() => callPort(input, `http://127.0.0.1:${port}/soap`));
    return { ...seen, output };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function callPort(input: GoldenInput, endpoint: string): Promise<unknown> {
  const limits = { connectMs: 2_000, firstByteMs: 5_000, totalMs: 10_000, maxBytes: 1_000_000 };
  const target = ['generateRegistrationKey', 'registerClient'].includes(input.call)
    ? mediafinanzPartner({
        applicationId: '77',
        serviceKey: 'example-service-key',
        sandbox: false,
        endpoint,
        limits,
      })
    : mediafinanz({
        clientId: '10001',
        applicationKey: 'example-application-key',
        clientKey: 'example-client-key',
        sandbox: true,
        endpoint,
        limits,
        ...input.account,
      });
  const methods = target as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const method = methods[input.call];
  if (method === undefined) throw new Error(`the port has no "${input.call}"`);
  return method(...input.args);
}

async function outcomeOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    const result = await call();
    return { result: withoutRaw(result) ?? null };
  } catch (error) {
    if (!(error instanceof MahnlaufError)) throw error;
    const { code, message } = error;
    return error instanceof PartnerRejected
      ? { error: { code, message, reasons: error.reasons } }
      : { error: { code, message } };
  }
}

/** A batch carries the answer as it came; the bytes lie in `response.xml` already. */
function withoutRaw(result: unknown): unknown {
  if (typeof result !== 'object' || result === null || !('raw' in result)) return result;
  const { raw: _raw, ...rest } = result;
  return rest;
}

/** An account at an agency as it comes in from outside, by HTTP or from a file. */
import { z } from 'zod';

export function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const more = z.record(z.string(), z.unknown()).optional();

/** How deliveries reach an agency that does not see the folder; the connector knows the rest. */
const Transport = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('sftp'), privateKey: z.string().min(1) }),
  z.looseObject({ kind: z.literal('mail'), signingKey: z.string().min(1).optional() }),
]);

/** One agency: over its SOAP service, by files in a folder, or fetching at our door. */
export const AgencyInput = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('mediafinanz'),
    clientId: z.string().regex(/^[0-9]{1,12}$/),
    endpoint: z.url(),
    applicationKey: z.string().min(1),
    clientKey: z.string().min(1),
    version: z.enum(['201', '204']).optional(),
    timeZone: z.string().refine(isTimeZone, 'is no time zone; Europe/Berlin').optional(),
    limits: more,
    dialect: more,
  }),
  z.strictObject({
    kind: z.literal('file'),
    folder: z.string().regex(/^\//, 'write the whole path of a folder that exists'),
    transport: Transport.optional(),
  }),
  z.strictObject({ kind: z.literal('pull') }),
]);

/** The account as it is kept: its settings, and apart from them its secrets. */
export function toAccount(agency: z.output<typeof AgencyInput>): {
  agency: string;
  settings: Readonly<Record<string, unknown>>;
  secrets: Readonly<Record<string, string>>;
} {
  switch (agency.kind) {
    case 'mediafinanz': {
      const { kind, applicationKey, clientKey, ...settings } = agency;
      return { agency: kind, settings, secrets: { applicationKey, clientKey } };
    }
    case 'file':
      return { agency: agency.kind, ...toFileAccount(agency) };
    case 'pull':
      return { agency: agency.kind, settings: {}, secrets: {} };
  }
}

function toFileAccount({
  folder,
  transport,
}: {
  folder: string;
  transport?: Transport | undefined;
}) {
  switch (transport?.kind) {
    case undefined:
      return { settings: { folder }, secrets: {} };
    case 'sftp': {
      const { privateKey, ...settings } = transport;
      return { settings: { folder, transport: settings }, secrets: { privateKey } };
    }
    case 'mail': {
      const { signingKey, ...settings } = transport;
      const secrets: Record<string, string> = signingKey === undefined ? {} : { signingKey };
      return { settings: { folder, transport: settings }, secrets };
    }
  }
}

type Transport = z.output<typeof Transport>;

// ---------------------------------------------------------------------------------------------
// By page

const Mode = z.enum(['sandbox', 'live']);
const Key = z.string().trim().min(1).max(20_000).nullable().default(null);
const Host = z.string().trim().min(1).max(253);

const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

/** Keys travel to the endpoint: encrypted, unless it is a practice agency on this machine. */
const isFitEndpoint = ({ endpoint, mode }: { endpoint: string; mode: string }): boolean => {
  // What is no address at all was refused before, and is looked at all the same.
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'https:' || (mode === 'sandbox' && LOOPBACK.includes(hostname));
};

const PageTransport = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('sftp'),
    host: Host,
    port: z.int().min(1).max(65_535).default(22),
    user: z.string().trim().min(1).max(100),
    folder: z.string().trim().regex(/^\//, 'write the whole path'),
    hostKey: z
      .string()
      .trim()
      .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'as ssh-keygen -lf shows it: SHA256:…'),
    privateKey: Key,
  }),
  z.strictObject({
    kind: z.literal('mail'),
    to: z.email(),
    encryptionKey: z.string().regex(/BEGIN PGP PUBLIC KEY BLOCK/, 'write an armored public key'),
    signingKey: Key,
  }),
]);

/** An account as a page sends it: a key that is left out stays as it was. */
export const AgencyBody = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('mediafinanz'),
      mode: Mode,
      clientId: z
        .string()
        .trim()
        .regex(/^\d{1,12}$/, 'has digits only'),
      endpoint: z.url({ protocol: /^https?$/, error: 'begin with https://' }),
      version: z.enum(['201', '204']).default('204'),
      applicationKey: Key,
      clientKey: Key,
    })
    .refine(isFitEndpoint, { path: ['endpoint'], message: 'begin with https://' }),
  z.strictObject({
    kind: z.literal('file'),
    mode: Mode,
    transport: PageTransport.nullable().default(null),
  }),
  z.strictObject({ kind: z.literal('pull'), mode: Mode }),
]);

/** What a page said, as it is kept: settings apart from keys, those that were left out as null. */
export function fromPage(body: z.output<typeof AgencyBody>): {
  settings: Readonly<Record<string, unknown>>;
  keys: Readonly<Record<string, string | null>>;
} {
  switch (body.kind) {
    case 'mediafinanz': {
      const { kind: _kind, mode: _mode, applicationKey, clientKey, ...settings } = body;
      return { settings, keys: { applicationKey, clientKey } };
    }
    case 'pull':
      return { settings: {}, keys: {} };
    case 'file':
      return fromTransport(body.transport);
  }
}

function fromTransport(transport: z.output<typeof PageTransport> | null) {
  switch (transport?.kind) {
    case undefined:
      return { settings: {}, keys: {} };
    case 'sftp': {
      const { privateKey, ...settings } = transport;
      return { settings: { transport: settings }, keys: { privateKey } };
    }
    case 'mail': {
      const { signingKey, ...settings } = transport;
      return { settings: { transport: settings }, keys: { signingKey } };
    }
  }
}

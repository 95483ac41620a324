import { z } from 'zod';
import { InvalidInput } from './domain/errors.ts';

/** One variable of the environment; the README prints this table. */
export interface Setting {
  name: string;
  purpose: string;
  default: string;
}

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const key = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/=_-]+)$/;

const variables = {
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|mysql:\/\/.+)$/, 'begin with sqlite: or mysql://')
    .default('sqlite:data/mahnlauf.sqlite')
    .describe('`sqlite:<file>` or `mysql://user:password@host:port/name` (`?tls=on` for TLS)'),
  HOST: z.string().default('127.0.0.1').describe('Address the service listens on'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8080).describe('Its port; 0 picks one'),
  PUBLIC_URL: z.url().default('http://127.0.0.1:8080').describe('Where others reach the service'),
  SHOPIFY_WEBHOOK_SECRETS: list
    .default([])
    .describe('App secrets that may sign webhooks, separated by commas: rotate by listing both'),
  SHOPIFY_API_KEY: z
    .string()
    .default('')
    .describe('Client id of the app at Shopify; without it nobody can install it'),
  SHOPIFY_VERIFY_ORDERS: z
    .enum(['connected', 'always'])
    .default('connected')
    .describe('`connected`: signed webhooks count unread only for a shop that never gave a token'),
  SHOPIFY_SHOP_URL: z
    .string()
    .regex(/^https?:\/\/.*\{shop\}/, 'write it with {shop}, as https://{shop}')
    .default('https://{shop}')
    .describe('Where a shop is reached; `{shop}` stands for its myshopify.com domain'),
  RECONCILE_CRON: z
    .string()
    .default('23 * * * *')
    .describe('When the orders that changed are read again, for webhooks that were lost'),
  CORS_ORIGINS: list
    .default([
      'null',
      'https://extensions.shopifycdn.com',
      'https://admin.shopify.com',
      'https://*.myshopify.com',
      'https://*.shopify.com',
    ])
    .describe('Origins whose pages may call the API with a token; `*` stands for one name'),
  SECRET_KEYS: list
    .pipe(
      z.array(z.string().regex(key, 'write each key as name:base64 of 32 bytes').transform(toKey)),
    )
    .default([])
    .describe('Keys that seal stored secrets, `name:base64`, the newest first'),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/.+/, 'begin with smtp:// or smtps://')
    .optional()
    .describe('Mail server, `smtp://user:password@host:587`; without it no reminder is sent'),
  MAIL_FROM: z
    .string()
    .default('Mahnlauf <mahnlauf@example.com>')
    .describe('Sender of the reminders, `Name <address>`'),
  MAIL_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Most e-mails in a minute; without it as fast as the mail server takes them'),
  LETTER_FOLDER: z
    .string()
    .optional()
    .describe('Folder for letters that somebody prints; without it letters wait'),
  AGENCY_FOLDER: z
    .string()
    .optional()
    .describe('Folder for the files of agencies without an interface that owners set up by page'),
  AGENCY_HOSTS: z
    .string()
    .optional()
    .describe('Hosts that owners may name as their agency, separated by commas; without it any'),
  DUNNING_CRON: z.string().default('0 6 * * *').describe('When the daily run wakes'),
  POLL_CRON: z.string().default('*/15 * * * *').describe('When the agencies are asked for news'),
  CONSOLE_DIRECTORY: z
    .string()
    .default('plugin/admin-ui/dist')
    .describe('Where the built console lies'),
  WEBHOOK_LIMIT_BYTES: z.coerce
    .number()
    .int()
    .min(1024)
    .default(2_097_152)
    .describe('Largest webhook that is taken; a larger one gets 413'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('How much is logged; never names, addresses or secrets'),
} as const;

const Environment = z.object(variables);
export type Config = z.infer<typeof Environment>;

function toKey(text: string): { name: string; bytes: Buffer } {
  const [, name = '', encoded = ''] = key.exec(text) ?? [];
  return { name, bytes: Buffer.from(encoded, 'base64') };
}

/** Reads the configuration once. All its problems are reported together, by variable name. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name in variables && value !== ''),
  );
  const read = Environment.safeParse(given);
  const problems = read.success
    ? read.data.SECRET_KEYS.filter(({ bytes }) => bytes.length !== 32).map(
        ({ name }) => `SECRET_KEYS: key "${name}" has not 32 bytes`,
      )
    : read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (read.success && problems.length === 0) return read.data;
  throw new InvalidInput(`the configuration cannot be used:\n  ${problems.join('\n  ')}`);
}

/** The settings with their purpose and default, for the README and for `doctor`. */
export const settings: readonly Setting[] = Object.entries(variables).map(([name, schema]) => {
  const preset: unknown = schema instanceof z.ZodDefault ? schema.def.defaultValue : '';
  return { name, purpose: schema.description ?? '', default: String(preset) };
});

import { readFileSync } from 'node:fs';
import { metadataForWebhook } from 'shopify-webhook-schemas';
import toml from 'toml';
import { API_VERSION } from '../../../plugin/shopify/client.ts';
import { HANDLED_TOPICS } from '../../../plugin/shopify/source.ts';

interface AppConfig {
  application_url: string;
  embedded: boolean;
  access_scopes: { scopes: string; optional_scopes: string[] };
  auth: { redirect_urls: string[] };
  webhooks: {
    api_version: string;
    subscriptions: { topics?: string[]; compliance_topics?: string[]; uri: string }[];
  };
}

const config = toml.parse(readFileSync('plugin/shopify/shopify.app.toml', 'utf8')) as AppConfig;
const { subscriptions } = config.webhooks;
const scopes = config.access_scopes.scopes.split(',');
const manual = readFileSync('docs/shopify.md', 'utf8');

const PRIVACY_TOPICS = ['customers/data_request', 'customers/redact', 'shop/redact'];

describe('the app configuration', () => {
  it('subscribes every topic the code handles, each once, and no other', () => {
    const topics = subscriptions.flatMap((one) => [
      ...(one.topics ?? []),
      ...(one.compliance_topics ?? []),
    ]);
    expect(topics.toSorted()).toEqual([...HANDLED_TOPICS].toSorted());
  });

  it('subscribes the privacy topics as such: Shopify takes them in no other way', () => {
    expect(subscriptions.flatMap((one) => one.compliance_topics ?? [])).toEqual(PRIVACY_TOPICS);
  });

  it('asks for the scope of every topic', () => {
    for (const topic of HANDLED_TOPICS) {
      const { access_scopes: wanted = [] } = metadataForWebhook('2026-07', topic) as {
        access_scopes?: string[];
      };
      if (wanted.length === 0) continue;
      expect(wanted.filter((scope) => scopes.includes(`read_${scope}`))).not.toEqual([]);
    }
  });

  it('may write only when the merchant says so', () => {
    expect(scopes.filter((scope) => !scope.startsWith('read_'))).toEqual([]);
    expect(config.access_scopes.optional_scopes).toEqual(['write_orders']);
  });

  it.each([...scopes, 'write_orders'])('tells in the manual what %s is for', (scope) => {
    expect(manual).toMatch(new RegExp(`^\\| \`${scope}\` \\|`, 'm'));
  });

  it('speaks one version of the API, at one door, over TLS', () => {
    expect(config.webhooks.api_version).toBe(API_VERSION);
    expect(new Set(subscriptions.map((one) => one.uri))).toEqual(new Set(['/webhooks/shopify']));
    expect(config.application_url).toMatch(/^https:/);
    expect(config.embedded).toBe(true);
    for (const url of config.auth.redirect_urls) expect(url).toMatch(/^https:/);
  });
});

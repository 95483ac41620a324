/** The console inside a shop's own admin: there is no login, the admin vouches for the reader. */

/** The admin does not say who looks. */
export class NotVouched extends Error {}

/** App Bridge, as far as we use it; the service puts it into pages that the admin opens. */
interface AppBridge {
  idToken(): Promise<string>;
}

declare global {
  interface Window {
    shopify?: AppBridge;
  }
}

/** What the admin adds to an address; none of it is a filter of a page. */
const OF_THE_ADMIN = 'embedded hmac host id_token link_source locale session shop timestamp';

/** Is this page shown inside the admin? The service decides: it gives App Bridge to no other. */
export const isEmbedded: boolean = document.querySelector('meta[name=shopify-api-key]') !== null;

/** The language the admin speaks, or a link asks for. */
export const wishedLocale: string | null = new URLSearchParams(location.search).get('locale');

/** Takes out of the address what the admin put there, the token before all. */
export function tidyAddress(): void {
  const address = new URL(location.href);
  for (const name of OF_THE_ADMIN.split(' ')) address.searchParams.delete(name);
  if (address.href !== location.href) history.replaceState(history.state, '', address);
}

/** Longer than App Bridge needs; without an end a page would wait for ever. */
const PATIENCE_MS = 10_000;

/** The header by which the admin vouches for the reader. A token lives a minute: each call has its own. */
export async function vouch(): Promise<Record<string, string>> {
  if (!isEmbedded) return {};
  const { shopify } = window;
  if (shopify === undefined) throw new NotVouched('App Bridge was not loaded');
  return { authorization: `Bearer ${await inTime(shopify.idToken())}` };
}

async function inTime(token: Promise<string>): Promise<string> {
  const ended = new Promise<null>((resolve) => {
    setTimeout(resolve, PATIENCE_MS, null);
  });
  const given = await Promise.race([token.catch(() => null), ended]);
  if (given === null) throw new NotVouched('App Bridge gave no token');
  return given;
}

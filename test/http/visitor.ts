import type { World } from '../support/world.ts';

/** An answer of the page, as a browser without scripts sees it. */
interface Seen {
  status: number;
  html: string;
  headers: Headers;
  location: string | null;
}

/** A debtor with the link of his letter and a browser without scripts. */
export function visitor(world: World) {
  const see = async (where: string, init: RequestInit = {}): Promise<Seen> => {
    const answer = await fetch(`${world.url}${where}`, { redirect: 'manual', ...init });
    const { status, headers } = answer;
    return { status, headers, html: await answer.text(), location: headers.get('location') };
  };
  const formOf = ({ html }: Seen): string => /name="form" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const send = (where: string, fields: Record<string, string>): Promise<Seen> =>
    see(where, { method: 'POST', body: new URLSearchParams(fields) });
  return {
    see,
    formOf,
    send,
    /** Opens the page and sends one of its forms. */
    answer: async (where: string, fields: Record<string, string>): Promise<Seen> =>
      send(where, { form: formOf(await see(where)), ...fields }),
    /** The path of the link in the newest mail. */
    async linkInMail(): Promise<string> {
      const text = (await world.mails()).at(-1)?.text ?? '';
      return new URL(/\S+\/r\/\S+/.exec(text)?.[0] ?? 'http://no.link/').pathname;
    },
  };
}

/** What of a request and its answer may be kept for support: no key, no name, no address. */

/** One call, made safe to keep. Ends are in the words of the errors: `done` or an error's code. */
export interface TraceEntry {
  operation: string;
  /** Our reference or the file number, where the request names one. */
  about: string | null;
  endpoint: string;
  /** HTTP status, or null when there was no whole answer. */
  status: number | null;
  request: string;
  answer: string;
  end: string;
}

export type Trace = (entry: TraceEntry) => void;

/** The only elements whose text is kept; everything else a partner writes may hold a person. */
const harmless = new Set(
  (
    'clientId applicationId sandbox fileNumber invoice invoiceNumber type originalValue ' +
    'overdueFees dateOfOrigin dateOfLastReminder country address transactionId statusCode ' +
    'statusText statusName time date total paid totalDebts outstanding currentPayout sumPayout ' +
    'payoutNumber dateOfPayment paidAmount faultcode faultstring'
  ).split(' '),
);

const maxLength = 20_000;

/**
 * The XML with the text of every other element replaced. A partner that quotes the debtor in a
 * harmless place (a fault) is covered by `secrets`: the texts of the request that were hidden.
 */
export function redact(xml: string, secrets: readonly string[] = []): string {
  if (!xml.trimStart().startsWith('<') || /<html|<!doctype/i.test(xml.slice(0, 500))) {
    return `(${xml.length} characters that are no SOAP)`;
  }
  let safe = xml
    .slice(0, maxLength)
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<!\[CDATA\[[\s\S]*?(?:\]\]>|$)/g, '***')
    .replace(/<([\w.:-]+)([^<>]*)>([^<]+)/g, (whole, tag: string, rest: string, text: string) => {
      const isKept =
        harmless.has(tag.replace(/^.*:/, '')) || /^\s*(true|false|[01]|)\s*$/.test(text);
      return isKept || rest.endsWith('/') ? whole : `<${tag}${rest}>***`;
    });
  for (const secret of secrets) safe = safe.replaceAll(secret, '***');
  return safe;
}

/** The texts that `redact` hides in a request, long enough to be told from ordinary words. */
export function hiddenTexts(xml: string): readonly string[] {
  return [...xml.matchAll(/<([\w.:-]+)[^<>]*>([^<]+)</g)]
    .filter(([, tag]) => !harmless.has((tag ?? '').replace(/^.*:/, '')))
    .map(([, , text]) => (text ?? '').trim())
    .filter((text) => text.length >= 3)
    .sort((a, b) => b.length - a.length);
}

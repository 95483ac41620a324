import type { DisputeReason } from '../domain/disputes.ts';

/** What a debtor may object to by himself. That he has paid has a form of its own. */
export const PAGE_REASONS = [
  'goods_missing',
  'defect',
  'returned',
  'wrong_amount',
  'cancelled',
  'not_ordered',
  'identity_theft',
  'other',
] as const satisfies readonly DisputeReason[];

export type PageReason = (typeof PAGE_REASONS)[number];

/** Every word of the page. Where a text has `{…}`, the page puts a value in. */
export interface PageWords {
  title: string;
  intro: string;
  open: string;
  order: string;
  invoice: string;
  due: string;
  amount: string;
  sum: string;
  atAgency: string;
  nothingOpen: string;
  about: string;
  allItems: string;
  optional: string;
  send: string;
  note: string;
  noteHint: string;
  paid: { title: string; text: string; on: string; amount: string };
  dispute: { title: string; text: string; reason: string; choose: string; words: string };
  instalments: { title: string; text: string; count: string; first: string };
  date: { title: string; text: string; on: string };
  reasons: Readonly<Record<PageReason, string>>;
  thanks: Readonly<Record<'paid' | 'dispute' | 'instalments' | 'date' | 'dateAsked', string>>;
  wrong: string;
  errors: Readonly<Record<FieldError, string>>;
  contact: string;
  privacy: string;
  endedTitle: string;
  ended: string;
  notFoundTitle: string;
  notFound: string;
  tooOftenTitle: string;
  tooOften: string;
}

export type FieldError = 'day' | 'past' | 'amount' | 'reason' | 'words' | 'long' | 'count' | 'item';

const de: PageWords = {
  title: 'Ihre Antwort',
  intro: 'Hier können Sie uns ohne Anmeldung antworten. Es gilt nur, was Sie absenden.',
  open: 'Offene Posten',
  order: 'Bestellung',
  invoice: 'Rechnung',
  due: 'Fällig am',
  amount: 'Offen',
  sum: 'Heute offen',
  atAgency: 'beim Inkassounternehmen',
  nothingOpen: 'Aus unseren Schreiben ist nichts mehr offen. Sie brauchen nichts zu tun.',
  about: 'Worum geht es?',
  allItems: 'alle aufgeführten Posten',
  optional: 'freiwillig',
  send: 'Absenden',
  note: 'Anmerkung',
  noteHint: 'zum Beispiel von welchem Konto',
  paid: {
    title: 'Ich habe schon gezahlt',
    text: 'Wir suchen Ihre Zahlung und warten dafür einige Tage mit der nächsten Erinnerung.',
    on: 'Gezahlt am',
    amount: 'Betrag',
  },
  dispute: {
    title: 'Ich halte die Forderung für falsch',
    text: 'Wir prüfen Ihren Einwand und antworten Ihnen. So lange erinnern wir Sie nicht.',
    reason: 'Grund',
    choose: 'Bitte wählen',
    words: 'Was stimmt nicht?',
  },
  instalments: {
    title: 'Ich möchte in Raten zahlen',
    text: 'Das ist eine Anfrage. Wir prüfen sie und melden uns bei Ihnen.',
    count: 'Zahl der Monatsraten',
    first: 'Erste Rate am',
  },
  date: {
    title: 'Ich zahle an einem bestimmten Tag',
    text: 'Bis zum {latest} können Sie den Tag selbst festlegen; so lange erinnern wir Sie nicht. Einen späteren Tag prüfen wir zuerst.',
    on: 'Ich zahle am',
  },
  reasons: {
    goods_missing: 'Die Ware ist nicht angekommen',
    defect: 'Die Ware ist mangelhaft oder anders als bestellt',
    returned: 'Ich habe die Ware zurückgeschickt',
    wrong_amount: 'Der Betrag stimmt nicht',
    cancelled: 'Ich habe storniert oder widerrufen',
    not_ordered: 'Ich habe nichts bestellt',
    identity_theft: 'Jemand hat meinen Namen missbraucht',
    other: 'Etwas anderes',
  },
  thanks: {
    paid: 'Danke, wir suchen Ihre Zahlung.',
    dispute: 'Danke, wir prüfen Ihren Einwand und antworten Ihnen.',
    instalments: 'Danke, wir prüfen Ihren Wunsch und melden uns.',
    date: 'Danke, wir haben den Tag notiert.',
    dateAsked: 'Danke, wir prüfen den Tag und melden uns.',
  },
  wrong: 'Bitte sehen Sie diese Angaben noch einmal an:',
  errors: {
    day: 'Bitte geben Sie einen Tag an.',
    past: 'Bitte geben Sie einen anderen Tag an.',
    amount: 'Bitte schreiben Sie den Betrag als Zahl, zum Beispiel 12,50.',
    reason: 'Bitte wählen Sie einen Grund.',
    words: 'Bitte schreiben Sie kurz, was nicht stimmt.',
    long: 'Bitte schreiben Sie höchstens 2000 Zeichen.',
    count: 'Bitte nennen Sie 2 bis 24 Raten.',
    item: 'Bitte wählen Sie einen der aufgeführten Posten.',
  },
  contact: 'Fragen? Sie erreichen uns hier:',
  privacy: 'Wie wir mit Ihren Daten umgehen',
  endedTitle: 'Diese Seite ist abgelaufen',
  ended:
    'Der Link aus unserem Schreiben gilt nicht mehr. Bitte antworten Sie auf unsere letzte Nachricht, wenn Sie uns etwas sagen möchten.',
  notFoundTitle: 'Diese Seite gibt es nicht',
  notFound: 'Bitte öffnen Sie den Link genau so, wie er in unserem Schreiben steht.',
  tooOftenTitle: 'Bitte etwas später',
  tooOften: 'Diese Seite wurde gerade sehr oft benutzt. Bitte versuchen Sie es in einer Stunde.',
};

const en: PageWords = {
  title: 'Your answer',
  intro: 'Here you can answer us without signing in. Only what you send counts.',
  open: 'Open items',
  order: 'Order',
  invoice: 'Invoice',
  due: 'Due on',
  amount: 'Open',
  sum: 'Open today',
  atAgency: 'with the collection agency',
  nothingOpen: 'Nothing of our letters is open any more. There is nothing you need to do.',
  about: 'What is it about?',
  allItems: 'all items shown',
  optional: 'optional',
  send: 'Send',
  note: 'Remark',
  noteHint: 'for example from which account',
  paid: {
    title: 'I have already paid',
    text: 'We look for your payment and wait a few days before the next reminder.',
    on: 'Paid on',
    amount: 'Amount',
  },
  dispute: {
    title: 'I think this claim is wrong',
    text: 'We look into your objection and answer you. We do not remind you meanwhile.',
    reason: 'Reason',
    choose: 'Please choose',
    words: 'What is wrong?',
  },
  instalments: {
    title: 'I would like to pay by instalments',
    text: 'This is a request. We look at it and come back to you.',
    count: 'Number of monthly instalments',
    first: 'First instalment on',
  },
  date: {
    title: 'I will pay on a certain day',
    text: 'Until {latest} you may set the day yourself; we do not remind you before it. A later day we look at first.',
    on: 'I will pay on',
  },
  reasons: {
    goods_missing: 'The goods did not arrive',
    defect: 'The goods are defective or not as ordered',
    returned: 'I sent the goods back',
    wrong_amount: 'The amount is wrong',
    cancelled: 'I cancelled or withdrew',
    not_ordered: 'I ordered nothing',
    identity_theft: 'Somebody misused my name',
    other: 'Something else',
  },
  thanks: {
    paid: 'Thank you, we are looking for your payment.',
    dispute: 'Thank you, we look into your objection and answer you.',
    instalments: 'Thank you, we look at your request and come back to you.',
    date: 'Thank you, we have noted the day.',
    dateAsked: 'Thank you, we look at the day and come back to you.',
  },
  wrong: 'Please look at these details again:',
  errors: {
    day: 'Please name a day.',
    past: 'Please name another day.',
    amount: 'Please write the amount as a number, for example 12.50.',
    reason: 'Please choose a reason.',
    words: 'Please write briefly what is wrong.',
    long: 'Please write no more than 2000 characters.',
    count: 'Please name 2 to 24 instalments.',
    item: 'Please choose one of the items shown.',
  },
  contact: 'Questions? You reach us here:',
  privacy: 'How we handle your data',
  endedTitle: 'This page has expired',
  ended:
    'The link of our letter is no longer valid. Please reply to our last message if you want to tell us something.',
  notFoundTitle: 'There is no such page',
  notFound: 'Please open the link exactly as it stands in our letter.',
  tooOftenTitle: 'A little later, please',
  tooOften: 'This page was used very often just now. Please try again in an hour.',
};

const it: PageWords = {
  title: 'La Sua risposta',
  intro: 'Qui può risponderci senza accedere. Vale solo ciò che invia.',
  open: 'Partite aperte',
  order: 'Ordine',
  invoice: 'Fattura',
  due: 'Scadenza',
  amount: 'Da pagare',
  sum: 'Da pagare oggi',
  atAgency: 'presso la società di recupero crediti',
  nothingOpen: 'Delle nostre lettere non resta nulla da pagare. Non deve fare nulla.',
  about: 'Di che cosa si tratta?',
  allItems: 'tutte le partite elencate',
  optional: 'facoltativo',
  send: 'Invia',
  note: 'Nota',
  noteHint: 'per esempio da quale conto',
  paid: {
    title: 'Ho già pagato',
    text: 'Cerchiamo il Suo pagamento e aspettiamo qualche giorno prima del prossimo sollecito.',
    on: 'Pagato il',
    amount: 'Importo',
  },
  dispute: {
    title: 'Ritengo che il credito sia errato',
    text: 'Verifichiamo la Sua obiezione e Le rispondiamo. Nel frattempo non inviamo solleciti.',
    reason: 'Motivo',
    choose: 'Scelga',
    words: 'Che cosa non va?',
  },
  instalments: {
    title: 'Vorrei pagare a rate',
    text: 'È una richiesta. La verifichiamo e La ricontattiamo.',
    count: 'Numero di rate mensili',
    first: 'Prima rata il',
  },
  date: {
    title: 'Pago in un giorno preciso',
    text: 'Fino al {latest} può stabilire Lei il giorno; prima non inviamo solleciti. Un giorno successivo lo verifichiamo prima.',
    on: 'Pago il',
  },
  reasons: {
    goods_missing: 'La merce non è arrivata',
    defect: 'La merce è difettosa o diversa da quella ordinata',
    returned: 'Ho restituito la merce',
    wrong_amount: 'L’importo non è corretto',
    cancelled: 'Ho annullato o receduto',
    not_ordered: 'Non ho ordinato nulla',
    identity_theft: 'Qualcuno ha abusato del mio nome',
    other: 'Altro',
  },
  thanks: {
    paid: 'Grazie, cerchiamo il Suo pagamento.',
    dispute: 'Grazie, verifichiamo la Sua obiezione e Le rispondiamo.',
    instalments: 'Grazie, verifichiamo la Sua richiesta e La ricontattiamo.',
    date: 'Grazie, abbiamo annotato il giorno.',
    dateAsked: 'Grazie, verifichiamo il giorno e La ricontattiamo.',
  },
  wrong: 'Ricontrolli per favore queste indicazioni:',
  errors: {
    day: 'Indichi un giorno.',
    past: 'Indichi un altro giorno.',
    amount: 'Scriva l’importo come numero, per esempio 12,50.',
    reason: 'Scelga un motivo.',
    words: 'Scriva brevemente che cosa non va.',
    long: 'Scriva al massimo 2000 caratteri.',
    count: 'Indichi da 2 a 24 rate.',
    item: 'Scelga una delle partite elencate.',
  },
  contact: 'Domande? Ci trova qui:',
  privacy: 'Come trattiamo i Suoi dati',
  endedTitle: 'Questa pagina è scaduta',
  ended:
    'Il link della nostra lettera non è più valido. Se vuole dirci qualcosa, risponda al nostro ultimo messaggio.',
  notFoundTitle: 'Questa pagina non esiste',
  notFound: 'Apra il link esattamente come sta nella nostra lettera.',
  tooOftenTitle: 'Un po’ più tardi, per favore',
  tooOften: 'Questa pagina è stata appena usata molto spesso. Riprovi tra un’ora.',
};

export const PAGE_WORDS: Readonly<Record<'de' | 'en' | 'it', PageWords>> = { de, en, it };

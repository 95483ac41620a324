/**
 * What the inside asks of the outside, as types only. Edges (`connectors/`, `plugin/`) implement
 * these; actions and jobs receive them from `main`.
 */
import type { AgencyRecord, CaseRecord } from './domain/agency-records.ts';
import type { Instant, IsoDate } from './domain/calendar.ts';
import type { StatusMeaning } from './domain/claim.ts';
import type { LegalFacts } from './domain/handover.ts';
import type { LetterDocument } from './domain/letter-document.ts';
import type { LetterLanguage, LetterName } from './domain/letters.ts';
import type { Cents } from './domain/money.ts';
import type { Saying } from './domain/sayings.ts';
import type { ConnectionSettings, InvoiceNumberRule, OrdersMark } from './domain/shop.ts';
import type { ShopEvent } from './domain/shop-events.ts';
import type { TEXT_RULES } from './domain/text-rules.ts';

/** The only source of time. `main` makes it; a door reads it once per request or run. */
export interface Clock {
  now(): Instant;
}

// ---------------------------------------------------------------------------------------------
// Agencies

/** Sandbox and live never mix: the mode is part of every key. */
export type AgencyMode = 'sandbox' | 'live';

/** What an agency can do. Screens and jobs ask this; no method throws "not implemented". */
export interface AgencyAbilities {
  /** `at_once`: the hand-over answers with the file number. `later`: it comes with the news. */
  acceptance: 'at_once' | 'later';
  /** How news come: we fetch a feed, we ask claim by claim, or the agency calls us. */
  news: 'feed' | 'per_claim' | 'webhook';
  messages: boolean;
  history: boolean;
  payouts: boolean;
  directPayments: boolean;
  documents: boolean;
  /** Can the creditor take a claim back? */
  close: boolean;
  /** Can the agency be asked by our reference what became of a hand-over? */
  findByReference: boolean;
  /** Next steps a merchant may order, by name; empty when there is none. */
  nextSteps: readonly NextStep[];
}

export type NextStep = 'lawyer' | 'factoring' | 'long_term_observation' | 'address_identification';

/** A next step as a merchant orders it. */
export type NextStepOrder =
  | {
      step: 'lawyer';
      /** How far the lawyer may go. */
      mission: 'payment_order_only' | 'payment_order_then_lawsuit' | 'lawsuit_at_once';
    }
  | { step: 'factoring' }
  | { step: 'long_term_observation' }
  | {
      step: 'address_identification';
      databases: boolean;
      /** Requests to the registration office: none, one at most, or as many as needed. */
      registrationOffice: 'never' | 'once' | 'as_needed';
      /** Why the address is asked for; the registration office wants to know. */
      justification: string;
    };

/** The debtor as the agency shall know him: the address as of the order. */
export interface ClaimDebtor {
  /** The shop's own number of the debtor, when there is one. */
  debtorNumber: string | null;
  kind: 'consumer' | 'business' | 'unknown';
  salutation: 'mr' | 'ms' | 'company' | 'unknown';
  firstName: string | null;
  lastName: string | null;
  company: string | null;
  street: string;
  postcode: string;
  city: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  email: string | null;
  phone: string | null;
  bornOn: IsoDate | null;
}

/** A claim as it leaves the house: facts only, amounts apart. */
export interface ClaimPackage {
  /** Our key at the agency, unique per shop and mode. */
  ourReference: string;
  subject: 'goods' | 'goods_prepaid' | 'service';
  /** The claim in neutral words; an agency prints it as it is. */
  description: string;
  currency: string;
  /** Principal still open, not the order total. */
  principalCents: Cents;
  interestCents: Cents;
  dunningCostsCents: Cents;
  contractOn: IsoDate;
  invoiceNumber: string | null;
  dueOn: IsoDate;
  /** Null when the default could not be dated; never invented. */
  defaultFrom: IsoDate | null;
  defaultGround: string | null;
  /** Only reminders that were really sent, oldest first. */
  remindersSentOn: readonly IsoDate[];
  note: string;
  debtor: ClaimDebtor;
  /** What the agency has to tell the debtor beyond the fields above. */
  legal?: LegalFacts;
}

/** A change of status as the agency tells it, its words kept as they are. */
export interface StatusChange {
  /** Empty while the agency has none; then our reference finds the claim. */
  fileNumber: string;
  /** Our reference, where the agency quotes it: news of a claim whose file number comes later. */
  ourReference?: string | null;
  code: string;
  text: string;
  details: string | null;
  /** The partner's own time; null when it sent none that can be read. */
  occurredAt: Instant | null;
  closingReason: string | null;
  closingNote: string | null;
  /** News of money only: the claim's account is to be read, its status stays. */
  moneyOnly?: boolean;
}

/** A message of the agency's clerk. */
export interface AgencyMessage {
  fileNumber: string;
  /** Our reference, where the agency quotes it: this finds a claim whose answer was lost. */
  ourReference: string | null;
  text: string;
  occurredAt: Instant | null;
}

/** One batch of a feed. `receipt` acknowledges it; null when there is nothing to acknowledge. */
export interface NewsBatch<T> {
  receipt: string | null;
  items: readonly T[];
  /** The answer as it came, for the record and for support. */
  raw: string;
}

export interface ClaimStatus {
  code: string;
  text: string;
  details: string | null;
}

/** The claim's money at the agency, in cents. */
export interface ClaimAccount {
  totalDebtsCents: Cents;
  /** Paid by the debtor so far. */
  paidCents: Cents;
  outstandingCents: Cents;
  currentPayoutCents: Cents;
  payoutsCents: Cents;
  payouts: readonly Payout[];
}

/** Money from the agency to the creditor, with the number of its settlement. */
export interface Payout {
  on: IsoDate;
  totalCents: Cents;
  payoutNumber: string;
}

export interface ClaimHistoryEntry {
  occurredAt: Instant | null;
  subject: string;
  details: string | null;
}

export interface ClaimMessage {
  sender: string;
  occurredAt: Instant | null;
  text: string;
}

/** What a hand-over gives: the file number is null where it comes later, with the news. */
export interface SubmittedClaim {
  fileNumber: string | null;
  /** The number of the delivery, where there is one. */
  receipt?: string;
}

/**
 * One agency account. Errors are `PartnerRejected` (answered no), `PartnerUnavailable` (surely not
 * taken, try later) and `OutcomeUnknown` (ask first).
 */
export interface AgencyConnector {
  readonly name: string;
  readonly mode: AgencyMode;
  readonly abilities: AgencyAbilities;
  /** What a status code means to us; a code nobody knows is `unmapped` and is shown. */
  meaningOf(code: string): StatusMeaning;
  /** A harmless read that proves the account works. */
  checkAccount(): Promise<void>;
  /** Hands a claim over. The same claim again, by our reference, is no second claim where
   * `findByReference` holds. */
  submitClaim(claim: ClaimPackage): Promise<SubmittedClaim>;
  /** What became of our reference, or null when the agency knows nothing of it. */
  findFileNumber(ourReference: string): Promise<string | null>;
  getStatus(fileNumber: string): Promise<ClaimStatus>;
  fetchStatusChanges(): Promise<NewsBatch<StatusChange>>;
  fetchMessages(): Promise<NewsBatch<AgencyMessage>>;
  /** Call only once the batch is stored: the agency does not repeat what we acknowledge. */
  acknowledge(receipt: string): Promise<void>;
  getAccount(fileNumber: string): Promise<ClaimAccount>;
  getHistory(fileNumber: string): Promise<readonly ClaimHistoryEntry[]>;
  getMessages(fileNumber: string): Promise<readonly ClaimMessage[]>;
  sendMessage(fileNumber: string, text: string): Promise<void>;
  /** What may be done with the claim now, in the agency's words (`close`, `lawyer`, …). */
  getOptions(fileNumber: string): Promise<readonly string[]>;
  closeClaim(fileNumber: string): Promise<void>;
  reportDirectPayment(fileNumber: string, payment: DirectPayment): Promise<void>;
  /** Every payout of the account, of all claims together. */
  getPayouts(): Promise<readonly Payout[]>;
  /** Orders a next step of `abilities.nextSteps`; `message` when a clerk has to read it. */
  orderNextStep(fileNumber: string, order: NextStepOrder): Promise<{ sentAs: 'order' | 'message' }>;
}

/** What an agency said at our own door, for the connector of its account. */
export interface AgencyDesk {
  findFileNumber(ourReference: string): Promise<string | null>;
  /** Everything said about a claim, both ways, and the sum that was handed over. */
  find(fileNumber: string): Promise<{ claimedCents: Cents; records: readonly CaseRecord[] } | null>;
  listMoney(): Promise<readonly AgencyRecord[]>;
}

/** Writes a claim in the format that agencies without an interface read. */
export type HandoverWriter = (claim: ClaimPackage, mode: AgencyMode) => string;

/** A field of a SOAP answer: a value, nothing, or a list of structures. */
export type SoapValue =
  | string
  | number
  | boolean
  | null
  | readonly Readonly<Record<string, SoapValue>>[];

/** The SOAP side of the agency's own door. `read` throws `InvalidInput`. */
export interface SoapDoor {
  wsdl(address: string): string;
  /** What is empty or nil was not said, and is left out. */
  read(
    body: Uint8Array,
    contentType: string,
  ): { operation: string; parts: Readonly<Record<string, string>> };
  /** Answers in the version of SOAP in which a call of this type came. */
  answering(contentType: string): SoapPen;
}

export interface SoapPen {
  type: string;
  write(operation: string, answer: Readonly<Record<string, SoapValue>>): string;
  fault(side: 'Client' | 'Server', code: string, words: string): { status: number; text: string };
}

/** How a merchant gets an account at an agency, through the partner access of this software. */
export interface AgencyOnboarding {
  /** For a merchant who is a client already: the key to paste into the agency's portal. */
  generateRegistrationKey(): Promise<string>;
  /** For a new client. The access data come later, by e-mail from the agency. */
  registerClient(registration: ClientRegistration): Promise<void>;
}

export interface ClientRegistration {
  salutation: 'mr' | 'ms';
  firstName: string;
  lastName: string;
  company: string;
  legalForm: string;
  street: string;
  postcode: string;
  city: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  phone: string;
  email: string;
  homepage: string | null;
  /** How many claims a month the merchant expects. */
  estimatedClaims: number;
  voucher: string | null;
  bankAccount: { owner: string; iban: string; bic: string | null; bankName: string | null } | null;
}

/** A payment the debtor made to the creditor after the hand-over. */
export interface DirectPayment {
  paidOn: IsoDate;
  amountCents: Cents;
}

// ---------------------------------------------------------------------------------------------
// Messages to debtors

export interface EmailMessage {
  to: string;
  subject: string;
  text: string;
  html: string | null;
  /** Becomes the `Message-ID`, so that a delivery can be recognised. */
  messageId: string;
  replyTo: string | null;
  /** The `Message-ID` of the first message of the same matter: mail programs show one thread. */
  inReplyTo?: string;
  /** Further `Message-ID`s of the thread, oldest first. */
  references?: readonly string[];
  attachments?: readonly EmailAttachment[];
}

export interface EmailAttachment {
  fileName: string;
  /** For example `application/pdf`. */
  contentType: string;
  content: Uint8Array;
}

/** Sends one e-mail. Errors as for agencies: not taken, refused, or outcome unknown. */
export interface EmailChannel {
  send(message: EmailMessage): Promise<{ serverAnswer: string }>;
  /** Proves that the server answers and takes our login. */
  check(): Promise<void>;
}

/** A message as the debtor reads it: the same words as plain text, as HTML and for a letter. */
export interface RenderedText {
  subject: string;
  text: string;
  html: string;
  /** Paragraphs and tables, for `LetterWriter`. */
  document: LetterDocument;
}

/** A text of a merchant, in place of ours. */
export interface OwnText {
  name: LetterName;
  language: LetterLanguage;
  source: string;
}

/** What speaks against a text, for its author. */
export interface TextProblem {
  rule: (typeof TEXT_RULES)[number];
  /** Of its source; null where no line of it is at fault. */
  line: number | null;
  /** In English. */
  message: string;
  says: readonly Saying[];
}

/** Renders a text of `server/texts`. A missing fact is an error before anything is sent. */
export interface Texts {
  render(
    name: string,
    language: LetterLanguage,
    facts: Readonly<Record<string, unknown>>,
  ): Promise<RenderedText>;
  /** What a text may name: facts in `{{ … }}`, blocks in lines of their own. */
  readonly vocabulary: { facts: readonly string[]; blocks: readonly string[] };
  /** Our own text, as its author writes it. */
  source(name: LetterName, language: LetterLanguage): string;
  /** The same texts with some of a merchant in the place of ours. */
  with(own: readonly OwnText[]): Texts;
}

/** What speaks against a text, tried with every kind of facts it may meet; empty when nothing. */
export type TextCheck = (text: OwnText) => readonly TextProblem[];

/** Sets a letter on paper: the same document always gives the same bytes. */
export interface LetterWriter {
  toPdf(document: LetterDocument): Promise<Uint8Array>;
}

/** A report as it is printed: the table of the page and of the file. */
export interface PrintedReport {
  report: string;
  fromOn: IsoDate;
  toOn: IsoDate;
  currency: string;
  columns: readonly {
    name: string;
    unit: 'text' | 'month' | 'count' | 'cents' | 'days' | 'percent';
    formula: string | null;
    source: string | null;
  }[];
  rows: readonly Readonly<Record<string, string | number | null>>[];
}

/** Sets a report on paper, in a reader's language. */
export interface ReportWriter {
  toPdf(
    report: PrintedReport,
    about: { language: 'de' | 'en' | 'it'; creditor: string; at: Instant },
  ): Promise<Uint8Array>;
}

/** A letter ready for post. `key` recognises a delivery; it becomes the file name or the job id. */
export interface PostalLetter {
  key: string;
  pdf: Uint8Array;
  /** Documents that go into the same envelope after the letter, in this order. */
  enclosures?: readonly Uint8Array[];
}

/** Brings a letter to the post: a print folder or a print service. Errors as for e-mails. */
export interface LetterChannel {
  send(letter: PostalLetter): Promise<{ receipt: string }>;
  /** The letter lies there no more, nor what went with it; also when it never did. */
  erase(key: string): Promise<void>;
  /** Proves that the folder can be written or the service takes our login. */
  check(): Promise<void>;
}

/** A reminder for a channel of the shop's own: signed with the secret, once for each key. */
export interface ReminderPost {
  url: string;
  secret: string;
  key: string;
  /** JSON. */
  body: string;
}

/** Posts reminders to an address of the shop. Errors as for e-mails. */
export interface WebhookChannel {
  send(post: ReminderPost): Promise<{ receipt: string }>;
}

// ---------------------------------------------------------------------------------------------
// Shops

/** A delivery of a shop whose signature fits. */
export interface ShopDelivery {
  topic: string;
  shopDomain: string;
  /** The id of the delivery at its sender: the key that makes it count once. */
  deliveryId: string;
  /** When the shop sent it, as far as it said so. */
  sentAt?: Instant | null;
}

/** Translates what a kind of shop sends. It answers, it does not throw, when a signature is off. */
export interface ShopSource {
  readonly name: string;
  verify(
    body: Uint8Array,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): { valid: true; delivery: ShopDelivery } | { valid: false; reason: string };
  /** Throws `InvalidInput` with topic and field when the body cannot be read. */
  toEvents(topic: string, body: Uint8Array): readonly ShopEvent[];
  /** A message of ours that names an order and nothing else: it is to be read again. */
  touched(orderId: string): { topic: string; body: Uint8Array };
  /** The same for an order that was deleted. */
  deleted(orderId: string): { topic: string; body: Uint8Array };
}

/** Our right to one shop. Tokens are secrets: they are stored sealed and never logged. */
export interface ShopSession {
  shopDomain: string;
  accessToken: string;
  scopes: readonly string[];
  /** Null for a token that does not end. */
  expiresAt: Instant | null;
  refreshToken: string | null;
  refreshExpiresAt: Instant | null;
}

export interface ShopSessions {
  find(shopDomain: string): Promise<ShopSession | null>;
  /** Replaces what is there: a shop has one session. */
  save(session: ShopSession): Promise<void>;
  /** Runs the work while no other replica does the same for this shop; `PartnerUnavailable` when
   * that takes too long. */
  locked<T>(shopDomain: string, work: () => Promise<T>): Promise<T>;
}

export type OrdersCursor = OrdersMark;

/** One order as the shop shows it: itself, then its money and disputes. */
export interface ReadOrder {
  orderId: string;
  /** Empty when the order cannot be read. */
  events: readonly ShopEvent[];
  /** Why it cannot be read; null when it can. */
  problem: string | null;
}

export interface OrdersPage {
  orders: readonly ReadOrder[];
  next: OrdersCursor;
  /** No order is left for now; `next` begins a little earlier, for what the shop shows late. */
  done: boolean;
}

export type ShopImportState =
  | { state: 'running'; orders: number }
  | { state: 'failed'; reason: string }
  /** `url` is null when there was nothing to import. */
  | { state: 'done'; orders: number; url: string | null };

/** What the shop's own screens show of a receivable. */
export interface ShownState {
  level: number;
  blocked: boolean;
  claimState: string | null;
  fileNumber: string | null;
  outstandingCents: Cents;
  currency: string;
}

/** One shop, read and written with its own token. Errors as for agencies. */
export interface ShopConnector {
  readonly name: string;
  readonly shopDomain: string;
  /** What the merchant allowed us, in the shop's words, to say clearly what stays unseen. */
  listScopes(): Promise<readonly string[]>;
  /** The order as it is now, then its money and disputes; null when there is none. */
  readOrder(orderId: string): Promise<readonly ShopEvent[] | null>;
  /** Those of these orders, 250 at most, that the shop does not show. */
  listMissing(orderIds: readonly string[]): Promise<readonly string[]>;
  findOrderOfTerms(termsId: string): Promise<string | null>;
  readOrdersSince(cursor: OrdersCursor): Promise<OrdersPage>;
  /** Begins the first import of all open orders and gives its id. */
  startImport(): Promise<string>;
  getImport(importId: string): Promise<ShopImportState>;
  readImport(url: string): AsyncIterable<ReadOrder>;
  /** Shows the state at the order in the shop's admin. Throws `Conflict` when others write too. */
  showState(orderId: string, state: ShownState): Promise<void>;
  /** Marks a wholly paid order as paid in the shop. */
  markAsPaid(orderId: string): Promise<'marked' | 'already_paid'>;
  findInvoiceNumber(orderId: string): Promise<string | null>;
  /** Who the shop says it is, to begin with. */
  readProfile(): Promise<ShopProfile>;
}

/** What a shop says of itself; the merchant confirms it before a letter names it. */
export interface ShopProfile {
  name: string;
  email: string;
  timeZone: string;
  company: string | null;
  street: string;
  postcode: string;
  city: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  phone: string | null;
}

/** Who looks at our pages inside the shop's own admin. */
export interface ShopVisitor {
  shopDomain: string;
  /** The shop platform's number of the member of staff. */
  userNumber: string;
}

/** How a page of ours is shown inside a shop's own admin. */
export interface ShopFrame {
  /** Who may show it in a frame. */
  ancestors: readonly string[];
  /** Where the platform's own script comes from. */
  scripts: readonly string[];
  /** What the platform wants at the top of the page. */
  head: string;
}

/** Who is signed in as a customer of a shop. */
export interface ShopCustomer {
  shopDomain: string;
  /** The number the shop gave him; it is the number of his debtors here. */
  customerNumber: string;
}

/** What of a shop's settings the connection to it needs. */
export interface ConnectionWish {
  domain: string;
  settings: { connection: ConnectionSettings; invoiceNumber: InvoiceNumberRule };
}

/** A shop platform in which our app can be installed. Errors as for agencies. */
export interface ShopPlatform {
  /** As `ShopSource.name`. */
  readonly name: string;
  /** What the merchant must allow so that nothing stays unseen. */
  readonly neededScopes: readonly string[];
  /** What he must allow before anything is written back. */
  readonly writingScope: string;
  /** Who carries a token of the platform's admin. Throws `InvalidInput`. */
  readVisitor(token: string, at: Instant): Promise<ShopVisitor>;
  /** Who carries a token of the platform's pages for customers. Throws `InvalidInput` for a guest. */
  readCustomer(token: string, at: Instant): Promise<ShopCustomer>;
  /** How our pages are shown in the admin of this shop; null when that names no shop of the platform. */
  frameOf(shopDomain: string): ShopFrame | null;
  /** Exchanges the token of a visitor for a session of his shop. */
  exchange(token: string, shopDomain: string): Promise<ShopSession>;
  connect(shop: ConnectionWish): ShopConnector;
}

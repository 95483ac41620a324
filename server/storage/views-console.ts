/** What the console shows; the doors read it from here. */
export {
  listApiKeys,
  listChangesAfter,
  listEvents,
  listTimeline,
  readJournalHead,
} from './audit.ts';
export { listMentions, listNotes } from './notes.ts';
export { readMoney } from './overview.ts';
export { eachReceivable, listReceivables } from './receivable-list.ts';
export { listProgress, type RunProgress } from './runs.ts';
export { search } from './search.ts';
export { findShopByDomain as findShopByDomainView } from './shops.ts';
export { findSession, listUsers, type UserSession } from './users.ts';

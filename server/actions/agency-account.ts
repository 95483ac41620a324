/** The account of a shop at an agency: set up by its owner, and proved by one harmless read. */
import { Conflict, InvalidInput, MahnlaufError, PartnerRejected } from '../domain/errors.ts';
import type { AgencyConnector } from '../ports.ts';
import { inTransaction } from '../storage/database.ts';
import { appendEvents } from '../storage/journal.ts';
import { type AgencyAccount, findAgencyAccount } from '../storage/shops.ts';
import { accountWasChecked, accountWasRefused, keepAgencyAccount } from './administer.ts';
import type { Acting, House } from './house.ts';

type Settings = AgencyAccount['settings'];
type Keys = Readonly<Record<string, string | null>>;

interface AccountWish {
  shopId: number;
  agency: string;
  mode: AgencyAccount['mode'];
  settings: Settings;
  /** A key that is null stays as it was. */
  keys: Keys;
}

/** May be missing: files are then not signed. */
const OPTIONAL_KEYS = ['signingKey'];

/**
 * Keeps what an owner entered. Keys are sealed and never shown again; they stay only while they go
 * where they went: whoever names another receiver enters them anew. The account must be checked
 * before claims leave through it.
 */
export async function setUpAgencyAccount(
  house: House,
  wish: AccountWish,
  acting: Acting,
): Promise<{ accountId: number }> {
  const { shopId, agency, mode } = wish;
  const known = await findAgencyAccount(house.db, shopId, mode);
  if (known !== null && known.agency !== agency) {
    const has = `the ${mode} account of this shop is one of ${known.agency}`;
    throw new Conflict(`${has}; claims there need it, so it cannot become one of ${agency}`);
  }
  const settings = await settingsOf(house, wish, known);
  assertHost(house, settings);
  const keys = keysOf(house, wish, known);
  const sealedCredentials = house.seals.seal(JSON.stringify(keys));
  await keepAgencyAccount(house, { shopId, agency, mode, settings, sealedCredentials }, acting);
  const kept = await findAgencyAccount(house.db, shopId, mode);
  if (kept === null) throw new Error('an account vanished at once');
  const data = { accountId: kept.id, mode };
  const event = { type: 'agency_account.entered' as const, actor: acting.actor, data };
  await inTransaction(house.db, (trx) => appendEvents(trx, shopId, [event], acting.at));
  return { accountId: kept.id };
}

/** What no page knows of, such as the dialect, stays; files lie where the service lets them. */
async function settingsOf(
  house: House,
  { shopId, agency, settings }: AccountWish,
  known: AgencyAccount | null,
): Promise<Settings> {
  if (agency !== 'file') return { ...known?.settings, ...settings };
  const folder = known?.settings['folder'] ?? (await house.agencyFolder?.(shopId));
  if (folder !== undefined) return { folder, ...settings };
  throw new Conflict('AGENCY_FOLDER is not set, so there is no place for the files of an agency');
}

/** A service of many shops calls no host of its own network because an owner typed its name. */
function assertHost({ agencyHosts }: House, { endpoint, transport }: Settings): void {
  const way = transport as { host?: unknown } | undefined;
  const host = typeof endpoint === 'string' ? new URL(endpoint).hostname : way?.host;
  if (agencyHosts === null || typeof host !== 'string') return;
  if (agencyHosts.has(host.toLowerCase())) return;
  throw new InvalidInput(`${host} is none of the hosts in AGENCY_HOSTS; ask who runs the service`);
}

function keysOf(
  house: House,
  { keys, settings }: AccountWish,
  known: AgencyAccount | null,
): Readonly<Record<string, string>> {
  const stays = known !== null && receiverOf(known.settings) === receiverOf(settings);
  const before = stays ? openKeys(house, known) : {};
  const kept: Record<string, string> = {};
  for (const [name, given] of Object.entries(keys)) {
    const key = given ?? before[name];
    if (key !== undefined) kept[name] = key;
    else if (!OPTIONAL_KEYS.includes(name)) throw new InvalidInput(`${name}: enter it`);
  }
  return kept;
}

/** Who would get the keys. */
function receiverOf({ clientId, endpoint, transport }: Settings): string {
  const way = transport as { host?: unknown; port?: unknown; to?: unknown } | undefined;
  return JSON.stringify([clientId, endpoint, way?.host, way?.port, way?.to]);
}

const openKeys = (house: House, account: AgencyAccount): Readonly<Record<string, string>> =>
  JSON.parse(house.seals.open(account.sealedCredentials)) as Record<string, string>;

/** Which keys are kept, by their names alone. */
export function namesOfKeys(house: House, account: AgencyAccount): string[] {
  try {
    return Object.keys(openKeys(house, account)).toSorted();
  } catch (error) {
    if (error instanceof InvalidInput) return [];
    throw error;
  }
}

/** `unusable`: our own settings of it; `refused`: the agency says no; `unreachable`: nobody knows. */
export interface AccountCheck {
  outcome: 'works' | 'refused' | 'unreachable' | 'unusable';
  why: string | null;
}

/** One harmless read. Claims leave through an account that answers; one that is refused waits. */
export async function checkAgencyAccount(
  house: House,
  { accountId, agency }: { accountId: number; agency: () => Pick<AgencyConnector, 'checkAccount'> },
  acting: Acting,
): Promise<AccountCheck> {
  try {
    await agency().checkAccount();
  } catch (error) {
    if (!(error instanceof MahnlaufError)) {
      return { outcome: 'unusable', why: 'an unexpected fault; the log of the service says more' };
    }
    if (error instanceof PartnerRejected) {
      if (error.about === 'account') {
        await accountWasRefused(house, accountId, error.message, acting);
      }
      return { outcome: 'refused', why: error.message };
    }
    return { outcome: error.retry === 'never' ? 'unusable' : 'unreachable', why: error.message };
  }
  await accountWasChecked(house, accountId, acting);
  return { outcome: 'works', why: null };
}

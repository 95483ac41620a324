import type { House } from '../actions/house.ts';
import { dayOf, type Instant } from '../domain/calendar.ts';
import { getShopView } from '../storage/views.ts';
import type { Caller } from './caller.ts';

/** Who is signed in, for which shop, and what his pages need to know first. */
export async function showCaller(house: House, caller: Caller, at: Instant) {
  const { shopId, role, session } = caller;
  const { domain, agencyMode, settings, state } = await getShopView(house.db, shopId);
  const { creditor, timeZone, language } = settings;
  return {
    actor: caller.actor,
    role,
    user:
      session === null
        ? null
        : {
            id: session.user.id,
            email: session.user.email,
            name: session.user.name,
            hasTotp: session.user.hasTotp,
          },
    csrfToken: session?.csrfToken ?? null,
    sessionEndsAt: session?.endsAt ?? null,
    shop: {
      id: shopId,
      domain,
      name: creditor.name,
      country: creditor.country,
      mode: agencyMode,
      state,
      timeZone,
      language,
    },
    on: dayOf(at, timeZone),
  };
}

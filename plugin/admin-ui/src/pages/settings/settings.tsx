import { Link, useParams } from 'wouter';
import { useMay } from '../../api/session.tsx';
import { Empty } from '../../parts/loaded.tsx';
import { Page } from '../../parts/page.tsx';
import { useWords } from '../../words/words.tsx';
import { AuditLog } from './audit.tsx';
import { Keys } from './keys.tsx';
import { Mail } from './mail.tsx';
import { Mode } from './mode.tsx';
import { People } from './people.tsx';
import { Privacy } from './privacy.tsx';
import { RunSettings } from './runs.tsx';
import { ShopSettings } from './shop.tsx';
import { TermsSettings } from './terms.tsx';
import { ClearingSettings } from './clearing.tsx';
import { Connection } from './connection.tsx';

const TABS = {
  shop: { View: ShopSettings, ownerOnly: false },
  terms: { View: TermsSettings, ownerOnly: false },
  runs: { View: RunSettings, ownerOnly: false },
  clearing: { View: ClearingSettings, ownerOnly: false },
  connection: { View: Connection, ownerOnly: false },
  mode: { View: Mode, ownerOnly: false },
  mail: { View: Mail, ownerOnly: true },
  people: { View: People, ownerOnly: true },
  keys: { View: Keys, ownerOnly: true },
  privacy: { View: Privacy, ownerOnly: false },
  audit: { View: AuditLog, ownerOnly: true },
} as const;

type Tab = keyof typeof TABS;

const isTab = (text: string): text is Tab => text in TABS;

export function SettingsPage() {
  const words = useWords();
  const may = useMay();
  const { tab = 'shop' } = useParams<{ tab?: string }>();
  const here: Tab = isTab(tab) ? tab : 'shop';
  const { View, ownerOnly } = TABS[here];
  return (
    <Page title={words.nav.settings}>
      <div className="stack">
        <nav className="chips" aria-label={words.nav.settings}>
          {(Object.keys(TABS) as Tab[]).map((one) => (
            <Link
              key={one}
              href={one === 'shop' ? '/settings' : `/settings/${one}`}
              className="tab"
              aria-current={one === here ? 'page' : undefined}
            >
              {words.settings.tabs[one]}
            </Link>
          ))}
        </nav>
        {ownerOnly && !may.decide ? (
          <section className="panel">
            <Empty title={words.deeds.ownerOnly} />
          </section>
        ) : (
          <View />
        )}
      </div>
    </Page>
  );
}

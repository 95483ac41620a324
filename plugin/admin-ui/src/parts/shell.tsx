import { ActionIcon, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useLineState } from '../api/live.ts';
import { useDoor } from '../api/query.ts';
import { useMe } from '../api/session.tsx';
import type { Words } from '../words/en.ts';
import { useWords } from '../words/words.tsx';
import {
  AgencyIcon,
  GuideIcon,
  ListIcon,
  MenuIcon,
  PolicyIcon,
  QuestionIcon,
  ReportIcon,
  RunIcon,
  SettingsIcon,
  TodayIcon,
} from './icons.tsx';
import { useKeys } from './keys.ts';
import { ReaderMenu } from './reader-menu.tsx';
import { useStepsLeft } from './steps.ts';
import { TopSearch } from './top-search.tsx';

interface Place {
  path: string;
  name: keyof Words['nav'];
  Icon: typeof TodayIcon;
}

const PLACES: readonly Place[] = [
  { path: '/', name: 'today', Icon: TodayIcon },
  { path: '/receivables', name: 'receivables', Icon: ListIcon },
  { path: '/runs', name: 'runs', Icon: RunIcon },
  { path: '/at-agency', name: 'agency', Icon: AgencyIcon },
  { path: '/unconfirmed', name: 'unsettled', Icon: QuestionIcon },
  { path: '/policies', name: 'policies', Icon: PolicyIcon },
  { path: '/reports', name: 'reports', Icon: ReportIcon },
  { path: '/settings', name: 'settings', Icon: SettingsIcon },
  { path: '/guide', name: 'guide', Icon: GuideIcon },
];

/** Work that is settled on the page of what is unconfirmed; it has a place only while there is some. */
const UNSETTLED: readonly string[] = ['message_unconfirmed', 'message_failed', 'claim_undecided'];

/** The frame around every page: where one is, for which shop, and whether it is the real thing. */
export function Shell({ children }: { children: ReactNode }) {
  const words = useWords();
  const [open, { open: show, close }] = useDisclosure(false);
  const [, go] = useLocation();
  useKeys({ g: () => go('/') });
  return (
    <>
      <a className="skip" href="#main">
        {words.common.skip}
      </a>
      <ModeBanner />
      <LineBanner />
      <div className="frame">
        <aside className="side" aria-label="Mahnlauf">
          <Navigation close={close} />
        </aside>
        <div className="body">
          <section className="top" aria-label={words.common.tools}>
            <ActionIcon
              className="only-narrow"
              variant="default"
              size="lg"
              aria-label={words.common.menu}
              onClick={show}
            >
              <MenuIcon />
            </ActionIcon>
            <TopSearch />
            <ReaderMenu />
          </section>
          <main id="main" className="main" tabIndex={-1}>
            {children}
          </main>
        </div>
      </div>
      <Drawer
        opened={open}
        onClose={close}
        size="17rem"
        title="Mahnlauf"
        closeButtonProps={{ 'aria-label': words.do.close }}
      >
        <Navigation close={close} bare />
      </Drawer>
    </>
  );
}

function Navigation({ close, bare = false }: { close: () => void; bare?: boolean }) {
  const words = useWords();
  const { shop } = useMe();
  const [path] = useLocation();
  const work = useDoor('GET /worklist');
  const waiting = work.data?.items.length ?? 0;
  const isUnsettled = work.data?.items.some(({ kind }) => UNSETTLED.includes(kind)) ?? false;
  const left = useStepsLeft();
  const places = PLACES.filter(
    ({ name }) => (name !== 'guide' || left !== 0) && (name !== 'unsettled' || isUnsettled),
  );
  return (
    <>
      {!bare && (
        <Link className="brand" href="/">
          <img src="/mark.svg" alt="" /> Mahnlauf
        </Link>
      )}
      <nav aria-label={words.common.menu}>
        {places.map(({ path: to, name, Icon }) => (
          <Link
            key={to}
            href={to}
            className="nav"
            onClick={close}
            aria-current={isAt(path, to) ? 'page' : undefined}
          >
            <Icon /> {words.nav[name]}
            {name === 'today' && waiting > 0 && (
              <span className="count" title={words.today.waiting(waiting)}>
                {waiting}
              </span>
            )}
          </Link>
        ))}
      </nav>
      <div className="side-foot">
        <span className="strong">{shop.name}</span>
        <span className="small dim">{shop.domain}</span>
      </div>
    </>
  );
}

const isAt = (path: string, to: string): boolean =>
  to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`);

/** Nobody may take the sandbox for the real thing, or the real thing for the sandbox. */
function ModeBanner() {
  const words = useWords();
  const { shop } = useMe();
  const isLive = shop.mode === 'live';
  return (
    <aside className={isLive ? 'live' : 'sandbox'} aria-label={words.settings.tabs.mode}>
      {isLive ? words.mode.live : words.mode.sandbox}
    </aside>
  );
}

function LineBanner() {
  const words = useWords();
  return useLineState() === 'lost' ? (
    <div className="stopped" role="status">
      {words.failure.lineLost}
    </div>
  ) : null;
}

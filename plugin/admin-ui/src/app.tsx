import { lazy, Suspense, useEffect, useState } from 'react';
import { Route, Switch } from 'wouter';
import { useLiveNews } from './api/live.ts';
import { MeProvider, useSession, useSignedOutWatch } from './api/session.tsx';
import { useFocusKept } from './parts/focus.ts';
import { Failure, Waiting } from './parts/loaded.tsx';
import { usePlaceOnPage } from './parts/place.ts';
import { Shell } from './parts/shell.tsx';
import { LoginPage } from './pages/login.tsx';
import { TodayPage } from './pages/today.tsx';

const page = <T extends string>(load: () => Promise<Record<T, React.ComponentType>>, name: T) =>
  lazy(async () => ({ default: (await load())[name] }));

const ReceivablesPage = page(() => import('./pages/receivables.tsx'), 'ReceivablesPage');
const CasePage = page(() => import('./pages/case/case.tsx'), 'CasePage');
const AgencyPage = page(() => import('./pages/agency/agency.tsx'), 'AgencyPage');
const ClaimPage = page(() => import('./pages/agency/claim.tsx'), 'ClaimPage');
const PoliciesPage = page(() => import('./pages/policies/policies.tsx'), 'PoliciesPage');
const SettingsPage = page(() => import('./pages/settings/settings.tsx'), 'SettingsPage');
const AccountPage = page(() => import('./pages/account.tsx'), 'AccountPage');
const RunsPage = page(() => import('./pages/runs/runs.tsx'), 'RunsPage');
const RunPage = page(() => import('./pages/runs/run.tsx'), 'RunPage');
const ReportsPage = page(() => import('./pages/figures/reports.tsx'), 'ReportsPage');
const GuidePage = page(() => import('./pages/guide.tsx'), 'GuidePage');
const UnsettledPage = page(() => import('./pages/unsettled.tsx'), 'UnsettledPage');
const NowherePage = page(() => import('./pages/nowhere.tsx'), 'NowherePage');

/** The console: the login until somebody is signed in, the pages after it. */
export function App() {
  useSignedOutWatch();
  const session = useSession();
  const isOut = session.data === null;
  const [wasOut, setWasOut] = useState(false);
  useEffect(() => {
    if (isOut) setWasOut(true);
  }, [isOut]);
  if (session.isPending) return <Waiting />;
  if (session.data === undefined) {
    return (
      <main className="login">
        <Failure error={session.error} again={session.refetch} />
      </main>
    );
  }
  if (session.data === null) return <LoginPage />;
  return (
    <MeProvider me={session.data}>
      <Pages fromLogin={wasOut} />
    </MeProvider>
  );
}

function Pages({ fromLogin }: { fromLogin: boolean }) {
  useLiveNews();
  usePlaceOnPage(fromLogin);
  useFocusKept();
  return (
    <Shell>
      <Suspense fallback={<Waiting />}>
        <Switch>
          <Route path="/" component={TodayPage} />
          <Route path="/receivables" component={ReceivablesPage} />
          <Route path="/receivables/:id" component={CasePage} />
          <Route path="/at-agency/claims/:id" component={ClaimPage} />
          <Route path="/at-agency/:tab?" component={AgencyPage} />
          <Route path="/policies" component={PoliciesPage} />
          <Route path="/settings/:tab?" component={SettingsPage} />
          <Route path="/account" component={AccountPage} />
          <Route path="/runs" component={RunsPage} />
          <Route path="/runs/:id" component={RunPage} />
          <Route path="/reports/:name?" component={ReportsPage} />
          <Route path="/guide" component={GuidePage} />
          <Route path="/unconfirmed" component={UnsettledPage} />
          <Route component={NowherePage} />
        </Switch>
      </Suspense>
    </Shell>
  );
}

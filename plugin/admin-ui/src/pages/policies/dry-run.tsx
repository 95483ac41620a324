import { Panel } from '../../parts/page.tsx';
import type { Policy, Scope } from './policy.ts';

export function DryRun(_props: { scope: Scope; policy: Policy; changed: boolean }) {
  return <Panel title="">{null}</Panel>;
}

import { Panel } from '../../parts/page.tsx';
import { useWords } from '../../words/words.tsx';

export function Accounts() {
  const words = useWords();
  return <Panel title={words.agency.tabs.account}>{null}</Panel>;
}

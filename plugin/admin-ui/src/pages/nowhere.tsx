import { Link } from 'wouter';
import { Empty } from '../parts/loaded.tsx';
import { Page } from '../parts/page.tsx';
import { useWords } from '../words/words.tsx';

export function NowherePage() {
  const words = useWords();
  return (
    <Page title={words.nowhere.title}>
      <Empty title={words.nowhere.says}>
        <Link href="/">{words.nav.today}</Link>
      </Empty>
    </Page>
  );
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { addDays } from '../../server/domain/calendar.ts';
import { endStage, liveDay, setStage, START_ON } from '../../server/demo/demo.ts';
import { seeded } from '../../server/demo/random.ts';
import { shopMessages } from '../../server/demo/shop.ts';

/** Days until the first debtors of the demo have got a reminder. */
const DAYS = 25;

it('opens the page of the debtor by the link that a mail of the demo names', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'mahnlauf-demo-links-'));
  const stage = await setStage(directory);
  try {
    const messages = shopMessages(START_ON, seeded(1));
    for (let day = 0; day < DAYS; day += 1) await liveDay(stage, addDays(START_ON, day), messages);
    const mail = await PostalMime.parse(stage.sink.messages.at(-1) ?? '');
    const link = /https?:\S+\/r\/\S+/.exec(mail.text ?? '')?.[0] ?? 'http://no.link/';
    expect(new URL(link).origin).toBe(stage.url);
    const page = await fetch(link);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Example Shop GmbH');
  } finally {
    await endStage(stage);
    rmSync(directory, { recursive: true, force: true });
  }
});

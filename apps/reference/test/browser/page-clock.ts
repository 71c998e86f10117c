import type { Page } from 'playwright-core';
import type { BrowserTrial } from './suite.ts';

/** Opens a page whose clock the test moves: live, and told of one message, `m-before`. `url`: where the service is reached. */
export async function openOnClock(trial: BrowserTrial, url = trial.hosted.url): Promise<Page> {
  const page = await trial.open('about:blank');
  await page.clock.install();
  await page.goto(url);
  await trial.live();
  await trial.hosted.deliver({ messageId: 'm-before' });
  await trial.row('m-before').waitFor();
  return page;
}

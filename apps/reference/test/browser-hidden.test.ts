import { expect, test } from 'vitest';
import { openOnClock } from './browser/page-clock.ts';
import { hide, openHidden, show } from './browser/page-visibility.ts';
import { describeInBrowser } from './browser/suite.ts';
import { wholeFeed } from './recount.ts';

// What is checked here is the page's own, whatever serves it.
const once = { on: (framework: string, database: string) => framework === 'koa' && database === 'SQLite' };

describeInBrowser(
  'a page that nobody sees',
  (trial) => {
    const { row, live, becomes } = trial;
    const resting = () => trial.page.getByText('Live once it is seen', { exact: true });

    /** How many streams the service has open. */
    async function streams(): Promise<number> {
      const text = await (await fetch(`${trial.hosted.url}/metrics`)).text();
      return Number(/^statuswire_feed_clients(?:\{[^}]*\})? (\d+)$/m.exec(text)?.[1]);
    }

    test('it holds no stream, and has once it is shown what was recorded meanwhile: nothing missing, nothing doubled', async () => {
      const { hosted } = trial;
      const page = await openOnClock(trial);
      const asked: string[] = [];
      page.on('request', (request) => {
        const { pathname, search } = new URL(request.url());
        if (pathname === '/api/feed/stream') asked.push(pathname + search);
      });
      for (const round of [1, 2]) {
        const heard = (await wholeFeed(hosted.url)).at(-1)?.cursor;
        expect(await streams()).toBe(1);
        await hide(page);
        await expect.poll(streams).toBe(0);
        for (const n of [1, 2, 3, 4]) await hosted.deliver({ messageId: `m-missed-${round}-${n}` });
        // Longer than a stream that is open may be silent.
        await page.clock.fastForward(240_000);
        await page.waitForTimeout(300);
        expect(await resting().count()).toBe(1);
        expect(asked).toEqual([]);

        await show(page);
        await live();
        await becomes('accepted', String(1 + round * 4), 5_000);
        const recorded = (await wholeFeed(hosted.url)).map(({ messageId }) => messageId);
        await expect
          .poll(async () => (await page.locator('.rows .message-link').allTextContents()).sort())
          .toEqual(recorded.sort());
        expect(asked.splice(0)).toEqual([`/api/feed/stream?after=${heard}`]);
      }
      await hosted.deliver({ messageId: 'm-after' });
      await row('m-after').waitFor();
    });

    test('after long it begins anew: what was recorded meanwhile is shown, and not told fact by fact', async () => {
      const { hosted } = trial;
      const page = await openOnClock(trial);
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      const missed = async (...messageIds: readonly string[]) => {
        await hide(page);
        await expect.poll(streams).toBe(0);
        for (const messageId of messageIds) await hosted.deliver({ messageId });
        await page.clock.fastForward(301_000);
        await show(page);
        await live();
      };
      await missed('m-missed-1', 'm-missed-2');
      await becomes('accepted', '3', 5_000);
      await row('m-missed-2').waitFor();
      expect(await row('m-').count()).toBe(3);
      expect(asked.filter((url) => url.includes('/stream'))).toEqual([`${hosted.url}/api/feed/stream`]);
      await hosted.deliver({ messageId: 'm-after' });
      await row('m-after').waitFor();

      await page.getByRole('button', { name: 'Pause' }).click();
      await missed('m-missed-3', 'm-missed-4');
      await page.getByRole('button', { name: 'Something new waits: show' }).click();
      await row('m-missed-4').waitFor();
      expect(await row('m-').count()).toBe(6);
    });

    test('each fact that came meanwhile is counted once for a reader who has paused', async () => {
      const { hosted } = trial;
      await hosted.deliver({ messageId: 'm-before' });
      const page = await trial.open();
      await row('m-before').waitFor();
      await live();
      await page.getByRole('button', { name: 'Pause' }).click();
      await hosted.deliver({ messageId: 'm-a' });
      await page.getByRole('button', { name: '1 update waits: show' }).waitFor();
      await hide(page);
      await expect.poll(streams).toBe(0);
      for (const messageId of ['m-b', 'm-c']) await hosted.deliver({ messageId });
      await show(page);
      await page.getByRole('button', { name: '3 updates wait: show' }).waitFor();
      expect(await row('m-a').count()).toBe(0);
    });

    test('one that was opened behind others loads, and opens its stream when it is seen first', async () => {
      const { hosted } = trial;
      await hosted.deliver({ messageId: 'm-before' });
      const page = await trial.open('about:blank');
      await openHidden(page);
      await page.goto(hosted.url);
      await row('m-before').waitFor();
      await resting().waitFor();
      expect(await streams()).toBe(0);
      await hosted.deliver({ messageId: 'm-missed' });
      await show(page);
      await live();
      await row('m-missed').waitFor();
      expect(await row('m-before').count()).toBe(1);
    });

    test('seven tabs of one browser, of which one is seen, all load, and the one that is seen moves', async () => {
      const { hosted } = trial;
      const first = await trial.open();
      for (let n = 2; n <= 7; n += 1) {
        await live();
        await hide(trial.page);
        await trial.openBeside();
      }
      await live();
      await hosted.deliver({ messageId: 'm-seen' });
      await row('m-seen').waitFor();
      await expect.poll(streams).toBe(1);

      const inFirst = first.locator('.rows tr', { hasText: 'm-seen' });
      expect(await inFirst.count()).toBe(0);
      await hide(trial.page);
      await show(first);
      await inFirst.waitFor();
      await expect.poll(streams).toBe(1);
    });
  },
  once,
);

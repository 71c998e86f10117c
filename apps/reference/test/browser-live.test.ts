import type { Route } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { readFeed } from '../src/api/messages.ts';
import { answerOf } from './api-client.ts';
import { cuttableLine } from './browser/cuttable-line.ts';
import { openOnClock } from './browser/page-clock.ts';
import { deliverSome, describeInBrowser } from './browser/suite.ts';
import { switchableLine } from './browser/switchable-line.ts';
import { wholeFeed } from './recount.ts';

describeInBrowser('what happens live', (trial) => {
  const { row, live, becomes } = trial;

  test('a callback that is posted appears without reload, once, and moves on in place', async () => {
    const { hosted } = trial;
    const page = await trial.open();
    await page.getByText('No message here.').waitFor();
    await live();
    // How soon stands in browser-latency.test.ts.
    for (let n = 1; n <= 5; n += 1) {
      const messageId = `m-live-${n}`;
      await hosted.deliver({ messageId, status: 'sent' });
      await row(messageId).waitFor();
      await becomes('accepted', String(n), 10_000);
      await hosted.deliver({ messageId, status: 'delivered' });
      await row(messageId).getByText('delivered').waitFor();
      expect(await row(messageId).count()).toBe(1);
    }
    await becomes('delivered', '5', 10_000);
  });

  test('while paused updates wait and are counted; nothing moves until they are asked for', async () => {
    await deliverSome(trial);
    const page = await trial.open();
    await row('m-delivered').waitFor();
    await live();
    await page.getByRole('button', { name: 'Pause' }).click();
    for (const messageId of ['m-a', 'm-b', 'm-c']) await trial.hosted.deliver({ messageId });
    const pill = page.getByRole('button', { name: '3 updates wait: show' });
    await pill.waitFor();
    expect(await row('m-a').count()).toBe(0);
    await pill.click();
    await row('m-a').waitFor();
    await pill.waitFor({ state: 'detached' });
  });

  test('while paused nothing is asked for: not by time, nor as somebody comes back to the page', async () => {
    await deliverSome(trial);
    const page = await trial.open('about:blank');
    await page.clock.install();
    await page.goto(trial.hosted.url);
    await row('m-delivered').waitFor();
    await page.getByText('nobody looks for lost callbacks', { exact: false }).waitFor();
    await live();
    const asked = new Set<string>();
    page.on('request', (request) => asked.add(new URL(request.url()).pathname));
    // Longer than any figure stays fresh. That the stream was silent for so long is another matter.
    const comeBackLater = async () => {
      asked.clear();
      await page.clock.fastForward(30_000);
      await page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))");
      await page.waitForTimeout(300);
      return [...asked].filter((path) => path !== '/api/feed/stream').sort();
    };
    const figures = ['/api/reconciler', '/api/summary'];
    expect(await comeBackLater()).toEqual(figures);
    await page.getByRole('button', { name: 'Pause' }).click();
    expect(await comeBackLater()).toEqual([]);
    await page.getByRole('button', { name: 'Paused: go on' }).click();
    await expect.poll(() => [...asked]).toEqual(expect.arrayContaining(figures));
  });

  test('a stream that falls silent is given up and opened anew, and so is one that never speaks', {
    timeout: 60_000,
  }, async () => {
    const line = await switchableLine(trial.hosted.url);
    onTestFinished(() => line.close());
    const page = await openOnClock(trial, line.url);
    const streams = () => line.unanswered.filter((path) => path.startsWith('/api/feed/stream'));
    line.hush();
    await trial.hosted.deliver({ messageId: 'm-missed' });
    await page.clock.fastForward(30_000);
    await page.waitForTimeout(300);
    expect(streams()).toEqual([]);
    await live();
    for (const times of [1, 2]) {
      await page.clock.fastForward(41_000);
      await page.getByText('Connection lost, trying again…').waitFor();
      await expect.poll(() => streams().length).toBe(times);
    }
    // It goes on from where it was heard last.
    const { events } = await answerOf(trial.hosted.url, readFeed);
    expect(new Set(streams())).toEqual(new Set([`/api/feed/stream?after=${events[0]?.cursor}`]));
    expect(await row('m-missed').count()).toBe(0);
    line.speak();
    await page.clock.fastForward(41_000);
    await live();
    await row('m-missed').waitFor();
    expect(await row('m-before').count()).toBe(1);
    trial.forgive(/ERR_(?:CONNECTION|INCOMPLETE|EMPTY|SOCKET|TIMED_OUT)/);
    await page.close();
  });

  test('an answer that comes late takes nothing away that is shown already', async () => {
    const { hosted } = trial;
    const page = await trial.open('about:blank');
    const late: (() => Promise<void>)[] = [];
    let isHeld = true;
    await page.route(/\/api\/messages\?/, async (route) => {
      if (!isHeld) return await route.continue();
      isHeld = false;
      const response = await route.fetch();
      // What nobody waits for any more cannot be answered.
      late.push(async () => await route.fulfill({ response }).catch(() => {}));
    });
    const comesLate = async () => {
      await expect.poll(() => late.length).toBe(1);
      const answer = late.pop();
      return async () => {
        await answer?.();
        await page.waitForTimeout(300);
      };
    };

    // The first load, of when there was nothing.
    await page.goto(hosted.url);
    const load = await comesLate();
    await live();
    await hosted.deliver({ messageId: 'm-1' });
    await row('m-1').waitFor();
    await load();
    expect(await row('m-1').count()).toBe(1);

    // An update, of when there was one message less.
    isHeld = true;
    await hosted.deliver({ messageId: 'm-2' });
    const update = await comesLate();
    await hosted.deliver({ messageId: 'm-3' });
    await row('m-3').waitFor();
    await update();
    expect(await row('m-3').count()).toBe(1);
  });

  test('figures move on while callbacks come in faster than they are answered', async () => {
    const { hosted } = trial;
    await hosted.deliver({ messageId: 'm-0' });
    const page = await trial.open();
    await live();
    await becomes('accepted', '1', 5_000);
    const slowly = (route: Route) => new Promise((resolve) => setTimeout(resolve, 1_500)).then(() => route.continue());
    await page.route(/\/api\/summary\?/, slowly);
    const figures = new Set<string | null>();
    for (let n = 1; n <= 30; n += 1) {
      await hosted.deliver({ messageId: `m-${n}` });
      await page.waitForTimeout(200);
      figures.add(await trial.tile('accepted').textContent());
    }
    expect(figures.size).toBeGreaterThan(2);
    await becomes('accepted', '31', 10_000);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('the list loads page after page by cursor, and does not move under whoever has scrolled', async () => {
    await Promise.all(Array.from({ length: 350 }, (_, n) => trial.hosted.deliver({ messageId: `m-${n}` })));
    const page = await trial.open();
    await row('m-').first().waitFor();
    await live();
    const list = page.getByRole('region', { name: 'List of messages' });
    const shown = () => page.locator('.rows .message-link').allTextContents();
    const seen = new Set<string>();
    for (let step = 0; seen.size < 350 && step < 200; step += 1) {
      for (const text of await shown()) seen.add(text);
      await list.evaluate((element) => element.scrollBy(0, 400));
      await page.waitForTimeout(30);
    }
    expect(seen.size).toBe(350);
    // Far fewer rows than messages are in the page.
    expect(await page.locator('.rows tr').count()).toBeLessThan(60);
    const before = await shown();
    await trial.hosted.deliver({ messageId: 'm-new' });
    const pill = page.getByRole('button', { name: '1 update waits: show' });
    await pill.waitFor();
    expect(await shown()).toEqual(before);
    await pill.click();
    await row('m-new').waitFor();
  });

  test('nothing on the page moves while it loads, nor while callbacks come in', async () => {
    await deliverSome(trial);
    const page = await trial.open('about:blank');
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
      }).observe({ type: 'layout-shift' as 'mark', buffered: true });
    });
    await page.goto(trial.hosted.url);
    await row('m-delivered').waitFor();
    await live();
    for (let n = 0; n < 20; n += 1)
      await trial.hosted.deliver({ messageId: `m-more-${n}`, errorCode: '30003', status: 'failed' });
    await row('m-more-19').waitFor();
    await becomes('failed', '23', 3_000);
    const shifts = (await page.evaluate('globalThis.shifts')) as readonly number[];
    // Up to 0.1 nobody notices, by what browsers' makers measured.
    expect(shifts.reduce((sum, shift) => sum + shift, 0)).toBeLessThan(0.05);
  });

  test('what came while the connection was lost is there once it is back: nothing missing, nothing doubled', {
    timeout: 60_000,
  }, async () => {
    const { hosted } = trial;
    const line = await cuttableLine(hosted.url);
    const page = await trial.open(line.url);
    await live();
    await hosted.deliver({ messageId: 'm-before' });
    await row('m-before').waitFor();
    for (const round of [1, 2]) {
      await line.cut();
      await page.getByText('Connection lost, trying again…').waitFor();
      await page.getByText(/^Nothing has been told live since/).waitFor();
      for (let n = 0; n < 25; n += 1) await hosted.deliver({ messageId: `m-missed-${round}-${n}`, status: 'sent' });
      await line.mend();
      await row(`m-missed-${round}-24`).waitFor({ timeout: 20_000 });
      await live();
      await becomes('accepted', String(1 + round * 25), 5_000);
      await page.getByText(/^Nothing has been told live since/).waitFor({ state: 'detached' });
    }
    await hosted.deliver({ messageId: 'm-after' });
    await row('m-after').waitFor({ timeout: 1_000 });

    const list = page.getByRole('region', { name: 'List of messages' });
    const shown = new Set<string>();
    for (let top = 0; top <= 52 * 40; top += 200) {
      await list.evaluate((element, to) => element.scrollTo(0, to), top);
      await page.waitForTimeout(50);
      const ids = await page.locator('.rows .message-link').allTextContents();
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) shown.add(id);
    }
    const recorded = (await wholeFeed(hosted.url)).map(({ messageId }) => messageId);
    expect([...shown].sort()).toEqual(recorded.sort());
    // That it could not be reached is what the browser has to say of it.
    trial.forgive(/ERR_(?:CONNECTION|INCOMPLETE|EMPTY|SOCKET)/);
    await page.close();
    await line.cut();
  });

  test('a connection that was lost for long begins anew, and shows what came meanwhile', {
    timeout: 60_000,
  }, async () => {
    const { hosted } = trial;
    const line = await cuttableLine(hosted.url);
    const page = await openOnClock(trial, line.url);
    const streams: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/stream')) streams.push(request.url());
    });
    await line.cut();
    await page.getByText('Connection lost, trying again…').waitFor();
    for (const messageId of ['m-missed-1', 'm-missed-2']) await hosted.deliver({ messageId });
    await page.clock.fastForward(301_000);
    streams.length = 0;
    await line.mend();
    await live();
    await row('m-missed-2').waitFor();
    await becomes('accepted', '3', 5_000);
    expect(await row('m-').count()).toBe(3);
    expect(new Set(streams)).toEqual(new Set([`${line.url}/api/feed/stream`]));
    trial.forgive(/ERR_(?:CONNECTION|INCOMPLETE|EMPTY|SOCKET)/);
    await page.close();
    await line.cut();
  });

  test('a service that is gone is told of, and what is shown stays', { timeout: 60_000 }, async () => {
    const line = await cuttableLine(trial.hosted.url);
    await trial.hosted.deliver({ messageId: 'm-before' });
    const page = await trial.open(line.url, { viewport: { width: 360, height: 740 } });
    await row('m-before').waitFor();
    await line.cut();
    await page.getByText('Connection lost, trying again…').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.getByLabel('Range').selectOption('7d');
    await page.getByText('The service does not answer.').first().waitFor({ timeout: 10_000 });
    await page.getByRole('button', { name: 'Try again' }).first().waitFor();
    await line.mend();
    await page.getByText('Live', { exact: true }).waitFor({ timeout: 20_000 });
    await page.getByText('The service does not answer.').first().waitFor({ state: 'detached', timeout: 10_000 });
    await row('m-before').waitFor();
    trial.forgive(/ERR_(?:CONNECTION|INCOMPLETE|EMPTY|SOCKET)/);
    await page.close();
    await line.cut();
  });
});

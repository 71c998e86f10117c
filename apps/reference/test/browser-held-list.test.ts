import { createMemoryStore } from '@statuswire/ledger';
import type { Locator } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { createExpressHost } from '../src/host-express.ts';
import { deliverSome, describeInBrowser } from './browser/suite.ts';
import { switchableLine } from './browser/switchable-line.ts';
import { host } from './hosted.ts';

// What is checked here is the page's own, whatever serves it.
const once = { on: (framework: string, database: string) => framework === 'express' && database === 'SQLite' };

describeInBrowser(
  'the list under its reader',
  (trial) => {
    const { row, live } = trial;
    const pill = (text: string) => trial.page.getByRole('button', { name: `${text}: show` });
    const anyPill = () => trial.page.locator('.pill');
    const list = () => trial.page.getByRole('region', { name: 'List of messages' });

    async function openSome(options: Parameters<typeof trial.open>[1] = {}) {
      await deliverSome(trial);
      const page = await trial.open('/', options);
      await row('m-delivered').waitFor();
      await live();
      return page;
    }

    /** It is not there, and has not been for a while. */
    async function staysAway(locator: Locator): Promise<void> {
      await trial.page.waitForTimeout(700);
      expect(await locator.count()).toBe(0);
    }

    test('what waited while paused is shown once the reader goes on', async () => {
      const page = await openSome();
      await page.getByRole('button', { name: 'Pause' }).click();
      for (const messageId of ['m-a', 'm-b']) await trial.hosted.deliver({ messageId });
      await pill('2 updates wait').waitFor();
      await staysAway(row('m-a'));
      await page.getByRole('button', { name: 'Paused: go on' }).click();
      await row('m-a').waitFor();
      await row('m-b').waitFor();
      expect(await anyPill().count()).toBe(0);
      await trial.hosted.deliver({ messageId: 'm-c' });
      await row('m-c').waitFor();
    });

    test('what waited under the mouse is shown once it is gone', async () => {
      const page = await openSome();
      await row('m-delivered').hover();
      await trial.hosted.deliver({ messageId: 'm-a' });
      await pill('1 update waits').waitFor();
      await staysAway(row('m-a'));
      await page.getByRole('heading', { name: 'Messages', exact: true }).hover();
      await row('m-a').waitFor();
      expect(await anyPill().count()).toBe(0);
    });

    test('what waited while a row had the focus is shown once it has not, and not before', async () => {
      const page = await openSome();
      await row('m-delivered').getByRole('link').focus();
      await trial.hosted.deliver({ messageId: 'm-a' });
      await pill('1 update waits').waitFor();
      // From one row to the next is no end of it, and a mouse that only passes is none either.
      await page.keyboard.press('Shift+Tab');
      await row('m-delivered').hover();
      await page.mouse.move(0, 0);
      await staysAway(row('m-a'));
      await page.getByRole('button', { name: 'Pause' }).focus();
      await row('m-a').waitFor();
      expect(await anyPill().count()).toBe(0);
    });

    test('what waited below the top is shown once the reader is back there, and not while they point at it', async () => {
      await Promise.all(Array.from({ length: 40 }, (_, n) => trial.hosted.deliver({ messageId: `m-${n}` })));
      const page = await trial.open();
      await row('m-').first().waitFor();
      await live();
      const scrollTo = (top: number) => list().evaluate((element, to) => element.scrollTo(0, to), top);
      await scrollTo(300);
      await trial.hosted.deliver({ messageId: 'm-new' });
      await pill('1 update waits').waitFor();
      // Not over a row: the first is out of sight, and going there would scroll to the top before the mouse is in.
      await list().hover();
      await scrollTo(0);
      await staysAway(row('m-new'));
      await page.mouse.move(0, 0);
      await row('m-new').waitFor();
      expect(await anyPill().count()).toBe(0);
    });

    test('a row that had the focus and was scrolled away holds nothing any more', async () => {
      await Promise.all(Array.from({ length: 90 }, (_, n) => trial.hosted.deliver({ messageId: `m-${n}` })));
      await trial.open();
      await row('m-').first().getByRole('link').focus();
      await live();
      await list().evaluate((element) => element.scrollTo(0, element.scrollHeight));
      await trial.hosted.deliver({ messageId: 'm-new' });
      await pill('1 update waits').waitFor();
      await expect.poll(() => trial.page.evaluate('document.activeElement.tagName')).toBe('BODY');
      await list().evaluate((element) => element.scrollTo(0, 0));
      await row('m-new').waitFor();
    });

    test('the pill finds room on a phone, moves nothing, and pressed by key leaves the reader in the list', async () => {
      const page = await openSome({ viewport: { width: 375, height: 812 } });
      const places = () =>
        page.locator('.rows tr').evaluateAll((rows) => rows.map((each) => each.getBoundingClientRect().top));
      const before = await places();
      await page.getByRole('button', { name: 'Pause' }).click();
      await trial.hosted.deliver({ messageId: 'm-a' });
      await pill('1 update waits').waitFor();
      expect(await places()).toEqual(before);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
      expect(await trial.violations()).toEqual([]);
      await pill('1 update waits').press('Enter');
      await row('m-a').waitFor();
      await anyPill().waitFor({ state: 'detached' });
      expect(await list().evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    });

    test('what waits stays known where only the figures are looked at otherwise', async () => {
      const page = await openSome();
      await page.getByRole('button', { name: 'Pause' }).click();
      await trial.hosted.deliver({ messageId: 'm-a' });
      await pill('1 update waits').waitFor();
      await page.getByText('Destination', { exact: true }).click();
      await page.getByRole('region', { name: 'Messages by destination' }).waitFor();
      expect(await pill('1 update waits').count()).toBe(1);
    });

    test('a pause, and what is shown, outlast a look at a message; what came meanwhile waits', async () => {
      const page = await openSome();
      const accepted = await trial.tile('accepted').textContent();
      await page.getByRole('button', { name: 'Pause' }).click();
      for (const look of ['m-delivered', 'm-handset-too']) {
        await row(look).getByRole('link').click();
        await page.getByRole('link', { name: '← All messages' }).waitFor();
        await trial.hosted.deliver({ messageId: `m-during-${look}` });
        await page.goBack();
        await page.getByRole('button', { name: 'Paused: go on' }).waitFor();
        await pill('Something new waits').waitFor();
        await staysAway(row('m-during'));
        expect(await trial.tile('accepted').textContent()).toBe(accepted);
      }
      await page.getByRole('button', { name: 'Paused: go on' }).click();
      await row('m-during-m-delivered').waitFor();
      await row('m-during-m-handset-too').waitFor();
      await trial.becomes('accepted', '7', 5_000);
      expect(await anyPill().count()).toBe(0);
    });

    test('whoever comes back from a message while paused is told of nothing where nothing came', async () => {
      const page = await openSome();
      await page.getByRole('button', { name: 'Pause' }).click();
      await row('m-delivered').getByRole('link').click();
      await page.getByRole('link', { name: '← All messages' }).click();
      await row('m-delivered').waitFor();
      await staysAway(anyPill());
      await trial.hosted.deliver({ messageId: 'm-a' });
      await pill('1 update waits').waitFor();
    });

    test('without a stream the list is looked at as often as the figures are, and not while paused', async () => {
      const { hosted } = trial;
      const page = await trial.open('about:blank');
      await page.clock.install();
      // As where as many streams are open as may be.
      await page.route('**/api/feed/stream*', (route) => route.fulfill({ status: 503, body: '' }));
      await hosted.deliver({ messageId: 'm-before' });
      await page.goto(hosted.url);
      await row('m-before').waitFor();
      await page.getByText('Nothing has been told live since').waitFor();
      await hosted.deliver({ messageId: 'm-a' });
      await staysAway(row('m-a'));
      await page.clock.fastForward(15_000);
      await row('m-a').waitFor();
      await trial.becomes('accepted', '2', 5_000);
      await row('m-a').hover();
      await hosted.deliver({ messageId: 'm-b' });
      await page.clock.fastForward(15_000);
      await pill('Something new waits').waitFor();
      await page.mouse.move(0, 0);
      await row('m-b').waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await hosted.deliver({ messageId: 'm-c' });
      await page.clock.fastForward(30_000);
      await staysAway(anyPill());
      expect(await row('m-c').count()).toBe(0);
      trial.forgive(/503/);
    });

    test('where the feed jumps, something new waits of which nobody knows how much', { timeout: 60_000 }, async () => {
      await trial.hosted.deliver({ messageId: 'm-before' });
      await trial.hosted.deliver({ messageId: 'm-lost' });
      const line = await switchableLine(trial.hosted.url);
      onTestFinished(() => line.close());
      // As if the database had been restored from a backup.
      const other = await host({ framework: 'express', createHost: createExpressHost, store: createMemoryStore() });
      onTestFinished(() => other.close());
      await other.deliver({ messageId: 'm-restored' });
      const page = await trial.open(line.url);
      await row('m-before').hover();
      await live();
      await page.waitForTimeout(500);
      // That the page has just been opened is nothing new.
      expect(await anyPill().count()).toBe(0);
      line.lead(other.url);
      await pill('Something new waits').waitFor({ timeout: 20_000 });
      expect(await row('m-restored').count()).toBe(0);
      await row('m-before').waitFor();
      await page.mouse.move(0, 0);
      await row('m-restored').waitFor();
      expect(await row('m-before').count()).toBe(0);
      expect(await anyPill().count()).toBe(0);
      trial.forgive(/ERR_(?:CONNECTION|INCOMPLETE|EMPTY|SOCKET)/);
      await page.close();
    });
  },
  once,
);

import { expect, test } from 'vitest';
import { type BrowserTrial, describeInBrowser } from './browser/suite.ts';
import { recordHistory } from './history.ts';

const widths = [375, 768, 1024, 1280] as const;
const schemes = ['light', 'dark'] as const;

const codes = ['11751', '21211', '21601', '21602', '21606', '21611', '21612', '21617', '21717', '30001', '30008'];
const rejections = ['wrong_signature', 'missing_signature', 'unsupported_media_type', 'payload_too_large'];

/** Figures that take as much room as figures do: both clocks, many reasons, many numbers, much turned away. */
async function recordMuch({ hosted }: BrowserTrial): Promise<void> {
  const until = Date.now() - 60_000;
  await recordHistory(hosted.ledger, { seed: 7, messages: 1_500, until, hours: 22 });
  await recordHistory(hosted.ledger, { seed: 8, messages: 300, until, hours: 22, days: 'odd' });
  for (const [index, errorCode] of codes.entries()) {
    await hosted.deliver({
      messageId: `m-${errorCode}`,
      status: 'failed',
      errorCode,
      from: `+1206555${1_000 + index}`,
    });
  }
  for (const [index, reason] of rejections.entries())
    await hosted.ledger.tally(`rejected.${reason}`, '', 1_000 + index);
}

/** What holds more than it shows, and cannot be scrolled by key. */
const cutOff = `[...document.querySelectorAll('main .panel, main .panel .table-scroll')]
  .filter((element) => element.tabIndex < 0)
  .filter((element) => element.scrollHeight > element.clientHeight || element.scrollWidth > element.clientWidth)
  .map((element) => element.getAttribute('aria-labelledby') ?? element.className)`;

describeInBrowser(
  'the panels',
  (trial) => {
    const open = async (width: number, path = '/') => {
      const page = await trial.open(path, { viewport: { width, height: 900 }, reducedMotion: 'reduce' });
      await trial.row('').first().waitFor();
      await page.getByRole('region', { name: 'How long it takes' }).waitFor();
      return page;
    };

    test('show all that they hold, or scroll by key, at every width, light and dark', {
      timeout: 120_000,
    }, async () => {
      await recordMuch(trial);
      const page = await open(widths[0]);
      const durations = page.getByRole('region', { name: 'How long it takes' });
      expect(await durations.locator('td', { hasText: /^as observed here/ }).count()).toBe(2);
      expect(await durations.locator('td', { hasText: /^SignalWire’s clock/ }).count()).toBe(2);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        for (const colorScheme of schemes) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          expect(await trial.violations(), `${colorScheme}, ${width} px`).toEqual([]);
        }
        await expect.poll(() => page.evaluate(cutOff), { message: `${width} px` }).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        // A list that is long scrolls by itself rather than making the page long.
        const reasons = page.getByRole('region', { name: 'Failure reasons' });
        expect(await reasons.evaluate((list) => list.scrollHeight > list.clientHeight)).toBe(true);
      }
    });

    test.each(widths)(
      'tell share and change of each reason, and the marks of each message, at %i px',
      async (width) => {
        await recordMuch(trial);
        const page = await open(width, '/?conflicted=true');
        const reason = page.locator('.reasons tbody tr').first();
        expect(await reason.locator('.share').isVisible()).toBe(true);
        expect(await reason.locator('.trend').isVisible()).toBe(true);
        const marks = trial.row('contradictory').first().locator('.cell-marks');
        expect(await marks.isVisible()).toBe(true);
        // On a phone nobody sees the columns' names, and whoever is read to hears them all the same.
        expect(await page.getByRole('columnheader', { name: 'First seen' }).count()).toBe(1);
        // Within its row, below or beside what else stands there.
        const inside = await marks.evaluate((cell) => {
          const row = cell.closest('tr') ?? cell;
          const [own, all] = [cell.getBoundingClientRect(), row.getBoundingClientRect()];
          const others = [...row.children]
            .filter((other) => other !== cell)
            .map((other) => other.getBoundingClientRect());
          return {
            whole: own.top >= all.top && own.bottom <= all.bottom && cell.scrollWidth <= cell.clientWidth,
            covers: others.some(
              ({ left, right, top, bottom, width: wide }) =>
                wide > 0 && left < own.right && right > own.left && top < own.bottom && bottom > own.top,
            ),
          };
        });
        expect(inside).toEqual({ whole: true, covers: false });
      },
    );

    test('say that a range is dragged only to those who can drag it', async () => {
      const drag = /^Drag over the chart/;
      const write = /^Choose a range above/;
      await trial.hosted.deliver();
      let page = await open(1_280);
      expect(await page.getByText(drag).isVisible()).toBe(true);
      expect(await page.getByText(write).isVisible()).toBe(false);
      page = await trial.open('/', { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true });
      await page.getByText(write).waitFor();
      expect(await page.getByText(drag).isVisible()).toBe(false);
    });
  },
  // The same style sheets are served everywhere.
  { on: (framework, database) => framework === 'koa' && database === 'SQLite' },
);

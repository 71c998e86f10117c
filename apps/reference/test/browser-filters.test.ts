import type { Summary } from '@statuswire/ledger';
import { expect, test } from 'vitest';
import { deliverSome, describeInBrowser } from './browser/suite.ts';
import { recordHistory } from './history.ts';

const hourMs = 3_600_000;

// What is checked here is the page's own, whatever serves it.
const once = { on: (framework: string, database: string) => framework === 'koa' && database === 'SQLite' };

const inNewYork = { timezoneId: 'America/New_York' } as const;

/** A time as it is typed in New York: in the order of the browser's own language, which is American where none is set. */
function typed(at: number): string {
  const text = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/New_York',
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
  return text.replace(/[^\dAP]/g, '');
}

/** The same as the field holds it. */
function held(at: number): string {
  return new Date(at).toLocaleString('sv', { timeZone: 'America/New_York' }).slice(0, 16).replace(' ', 'T');
}

describeInBrowser(
  'the range and the filters',
  (trial) => {
    const { row, becomes } = trial;
    const chip = (name: RegExp) =>
      trial.page.getByRole('list', { name: 'Filters in force' }).getByRole('button', { name });

    test('the usual range chosen again is the same address and the same figures', async () => {
      await deliverSome(trial);
      const page = await trial.open('/');
      await row('m-delivered').waitFor();
      await page.getByLabel('Range').selectOption('7d');
      await expect.poll(() => new URL(page.url()).search).toBe('?range=7d');
      await page.getByLabel('Range').selectOption('24h');
      await expect.poll(() => new URL(page.url()).search).toBe('');
      expect(await page.getByLabel('Range').inputValue()).toBe('24h');
    });

    test('a range is typed by key alone, stands in the address, and Back leads out of it', async () => {
      const now = Date.now();
      await recordHistory(trial.hosted.ledger, { seed: 4, messages: 400, until: now - 60_000, hours: 23 });
      const page = await trial.open('/', inNewYork);
      await row('').first().waitFor();
      const all = (await trial.tile('accepted').textContent()) ?? '';
      const from = Math.floor(now / hourMs) * hourMs - 9 * hourMs;
      const tabTo = async (label: string) => {
        for (let presses = 0; presses < 30; presses += 1) {
          await page.keyboard.press('Tab');
          const at = 'document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent';
          if ((await page.evaluate(at)) === label) return;
        }
        throw new Error(`${label} cannot be reached by Tab.`);
      };
      await tabTo('Filters');
      await page.keyboard.press('Enter');
      await page.locator('.time-note').getByText('Times in America/New_York', { exact: false }).waitFor();
      await tabTo('From');
      await page.keyboard.type(typed(from));
      await tabTo('Until');
      await page.keyboard.type(typed(from + 3 * hourMs));
      await page.keyboard.press('Enter');
      const since = new Date(from).toISOString();
      const until = new Date(from + 3 * hourMs).toISOString();
      await expect.poll(() => Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ since, until });
      const { messages, outcomes } = await trial.hosted.ledger.summary({ filter: { since, until } });
      expect(messages).toBeGreaterThan(0);
      await becomes('accepted', String(messages - outcomes.received), 5_000);
      await chip(/^Time: .*remove/).waitFor();

      // The address alone shows the same, and its fields say so.
      await page.reload();
      await becomes('accepted', String(messages - outcomes.received), 5_000);
      await page.getByText('Filters', { exact: true }).click();
      expect(await page.getByLabel('From').inputValue()).toBe(held(from));
      expect(await page.getByLabel('Until').inputValue()).toBe(held(from + 3 * hourMs));
      await page.goBack();
      await becomes('accepted', all, 5_000);
      expect(await page.getByLabel('From').inputValue()).toBe('');
      await page.goForward();
      await becomes('accepted', String(messages - outcomes.received), 5_000);
      await chip(/^Time: /).click();
      await becomes('accepted', all, 5_000);
    });

    test('a range that is none is refused with the reason, at the field that is wrong', async () => {
      const page = await trial.open('/', { ...inNewYork, viewport: { width: 375, height: 812 } });
      await page.getByText('No message here.').waitFor();
      await page.getByText('Filters', { exact: true }).click();
      const show = page.getByRole('button', { name: 'Show this time' });
      const focused = () => page.evaluate('document.activeElement.labels?.[0]?.textContent');
      await show.click();
      await page.getByRole('alert').getByText('Say from when, until when, or both.').waitFor();
      expect(await focused()).toBe('From');
      await page.getByLabel('From').fill('2026-11-20T12:00');
      await page.getByLabel('Until').fill('2026-11-20T11:00');
      await show.click();
      await page.getByRole('alert').getByText('Until must be after From.').waitFor();
      expect(await focused()).toBe('Until');
      expect(await page.getByLabel('Until').getAttribute('aria-invalid')).toBe('true');
      expect(page.url()).toBe(`${trial.hosted.url}/`);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
      expect(await trial.violations()).toEqual([]);
      // Half a time must not pass for one that was left open.
      await page.getByLabel('Until').fill('');
      await page.getByLabel('Until').press('2');
      await show.click();
      await page.getByRole('alert').getByText('Until is not a whole date and time.').waitFor();
      expect(page.url()).toBe(`${trial.hosted.url}/`);
      await page.getByLabel('Until').fill('');
      await show.click();
      await page.getByRole('alert').waitFor({ state: 'detached' });
      expect(new URL(page.url()).search).toBe('?since=2026-11-20T17%3A00%3A00.000Z');
    });

    test('an error code is chosen, those of the range first, and taken away again', async () => {
      await deliverSome(trial);
      await trial.hosted.deliver({ messageId: 'm-codeless', status: 'failed' });
      const page = await trial.open('/?range=7d');
      await row('m-delivered').waitFor();
      await page.getByText('Filters', { exact: true }).click();
      const codes = page.getByLabel('Error code');
      const offered = await codes.locator('option').allTextContents();
      expect(offered.slice(0, 2)).toEqual(['All', expect.stringMatching(/^30003 /)]);
      expect(offered.indexOf('(none told)')).toBeLessThan(4);
      expect(await codes.locator('optgroup[label="Not in this range"] option[value="30008"]').count()).toBe(1);
      await codes.selectOption('21610');
      await row('m-opted-out').waitFor();
      await row('m-delivered').waitFor({ state: 'detached' });
      expect(new URL(page.url()).search).toBe('?range=7d&errorCode=21610');
      await codes.selectOption('30008');
      await page.getByText('No message here.').waitFor();
      await codes.selectOption('');
      await row('m-codeless').waitFor();
      await row('m-opted-out').waitFor({ state: 'detached' });
      await chip(/^Error code: none/).click();
      await row('m-delivered').waitFor();
      await page.goBack();
      await row('m-delivered').waitFor({ state: 'detached' });
    });

    test('everything that can be filtered by has a control', async () => {
      const page = await trial.open();
      await page.getByText('Filters', { exact: true }).click();
      const bar = page.getByRole('region', { name: 'What is shown' });
      for (const name of [
        'Range',
        'From',
        'Until',
        'Search',
        'Status',
        'Outcome',
        'Error code',
        'Your number',
        'Project',
        'Dialect',
        'Told by',
        'Contradictory',
        'Healed',
        'Prefix',
        'Kind',
      ]) {
        expect([name, await bar.getByLabel(name, { exact: true }).count()]).toEqual([name, 1]);
      }
    });

    test('delivery rate and receipt coverage tell their change in points', async () => {
      const now = Date.now();
      await recordHistory(trial.hosted.ledger, { seed: 8, messages: 900, until: now - 60_000, hours: 46 });
      const end = Math.floor(now / hourMs) * hourMs;
      const at = (hoursAgo: number) => new Date(end - hoursAgo * hourMs).toISOString();
      const summaryOf = (from: number, to: number) =>
        trial.hosted.ledger.summary({ filter: { since: at(from), until: at(to) } });
      const [summary, before] = [await summaryOf(12, 0), await summaryOf(24, 12)];
      const finals = ({ outcomes }: Summary) => outcomes.delivered + outcomes.failed;
      const accepted = ({ messages, outcomes }: Summary) => messages - outcomes.received;
      const words = (now: number, then: number) => {
        const points = Math.round((now - then) * 1_000) / 10;
        if (points === 0) return '= as in the period before';
        const [sign, than] = points > 0 ? ['▲', 'more'] : ['▼', 'less'];
        return `${sign} ${Math.abs(points)} points ${than} than the period before`;
      };
      const page = await trial.open(`/?since=${at(12)}&until=${at(0)}`);
      const change = (name: string) => page.locator(`[data-tile=${name}] .change`);
      await change('rate').waitFor();
      expect(await change('rate').textContent()).toBe(
        words(summary.outcomes.delivered / finals(summary), before.outcomes.delivered / finals(before)),
      );
      expect(await change('coverage').textContent()).toBe(
        words(finals(summary) / accepted(summary), finals(before) / accepted(before)),
      );
      expect(await page.locator('[data-tile] .change').count()).toBe(7);
    });
  },
  once,
);

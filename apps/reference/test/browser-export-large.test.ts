import { expect, test } from 'vitest';
import { save } from './browser/save.ts';
import { describeInBrowser } from './browser/suite.ts';
import { appendHistory } from './history.ts';

const messages = 100_000;

describeInBrowser(
  'an export of 100,000 rows',
  (trial) => {
    test('shows how far it is, can be called off, and is whole', { timeout: 180_000 }, async () => {
      const page = await trial.open();
      await trial.row('').first().waitFor();
      await page.getByRole('button', { name: 'Export' }).click();
      const bar = page.getByRole('progressbar', { name: 'Rows written' });

      await page.getByRole('button', { name: 'Save the file' }).click();
      await page.getByText(/^[1-9][\d,]* of 100,000 rows, /).waitFor();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await bar.waitFor({ state: 'detached' });
      expect(await page.getByText(/^Saved/).count()).toBe(0);

      const seen: number[] = [];
      const watching = (async () => {
        await bar.waitFor();
        for (;;) {
          const value = await bar.getAttribute('value', { timeout: 500 }).catch(() => null);
          if (value === null && seen.length > 0) return;
          if (value !== null) seen.push(Number(value));
          await page.waitForTimeout(50);
        }
      })();
      const { text } = await save(page, /^JSON Lines/);
      await watching;
      const ids = new Set(
        text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line).messageId),
      );
      expect(ids.size).toBe(messages);
      await page.getByText(/^Saved messages-.*jsonl: 100,000 rows/).waitFor();
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
      expect(new Set(seen.filter((rows) => rows > 0 && rows < messages)).size, 'steps in between').toBeGreaterThan(2);
    });
  },
  {
    fill: (store) => appendHistory(store, { seed: 100, messages, until: Date.now(), hours: 20, events: 'one' }),
  },
);

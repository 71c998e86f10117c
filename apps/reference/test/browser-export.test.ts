import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { cuttableLine } from './browser/cuttable-line.ts';
import { deliverSome, describeInBrowser } from './browser/suite.ts';
import { recordHistory } from './history.ts';

/** Chooses a format, saves, and reads what was saved. */
async function save(page: Page, format: RegExp): Promise<{ readonly name: string; readonly text: string }> {
  await page.getByLabel(format).check();
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 90_000 }),
    page.getByRole('button', { name: 'Save the file' }).click(),
  ]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

describeInBrowser('an export', (trial) => {
  test('holds what the filters choose, texts only if they are asked for', async () => {
    await deliverSome(trial);
    await trial.hosted.deliver({ messageId: 'm-evil', status: 'failed', from: '=1+1', body: '=canary()\r\n"quoted"' });
    const page = await trial.open('/?outcome=failed');
    await trial.row('m-evil').waitFor();
    await page.getByRole('button', { name: 'Export' }).click();
    const { name, text } = await save(page, /^CSV/);
    expect(name).toMatch(/^messages-[\dT-]+Z\.csv$/);
    expect(text).not.toContain('canary');
    expect(text).toContain(",'=1+1,");
    expect(text.trimEnd().split('\r\n')).toHaveLength(5);
    await page.getByText(`Saved ${name}: 4 rows`).waitFor();
    await page.getByLabel('With texts and custom variables').check();
    expect((await save(page, /^CSV/)).text).toContain('"\'=canary()\r\n""quoted"""');
    // What is written over several lines is one row.
    await page.getByText(/^Saved .*: 4 rows/).waitFor();
    const lines = (await save(page, /^JSON Lines/)).text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).messageId).sort()).toEqual([
      'm-evil',
      'm-handset',
      'm-handset-too',
      'm-opted-out',
    ]);
    await page.goto(`${trial.hosted.url}/?search=m-handset`);
    await page.getByRole('button', { name: 'Export' }).click();
    expect((await save(page, /^JSON Lines/)).text.trimEnd().split('\n')).toHaveLength(2);
  });

  test('that breaks off saves nothing, and says so', async () => {
    const { hosted } = trial;
    await recordHistory(hosted.ledger, { seed: 8, messages: 3_000, until: Date.now(), hours: 20, events: 'one' });
    const line = await cuttableLine(hosted.url, { bytesPerSecond: 100_000 });
    const page = await trial.open(line.url);
    await trial.row('').first().waitFor();
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByLabel(/^JSON Lines/).check();
    await page.getByRole('button', { name: 'Save the file' }).click();
    await page.getByText(/^[1-9][\d,]* of 3,000 rows/).waitFor();
    await line.cut();
    await page.getByText(/^It broke off after \d+ rows, so that no file was saved/).waitFor();
    trial.forgive(/ERR_(?:CONNECTION|INCOMPLETE|EMPTY|SOCKET)/);
    await page.close();
    await line.cut();
  });
});

const largeExport: Parameters<typeof describeInBrowser>[1] = (trial) => {
  test('shows how far it is, can be called off, and is whole', { timeout: 180_000 }, async () => {
    const messages = 100_000;
    await recordHistory(trial.hosted.ledger, { seed: 100, messages, until: Date.now(), hours: 20, events: 'one' });
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
};

// Each framework and each database once: filling takes its time.
describeInBrowser('an export of 100,000 rows', largeExport, {
  on: (framework, database) => (framework === 'express') === (database === 'SQLite'),
});

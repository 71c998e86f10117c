import { expect, test } from 'vitest';
import { cuttableLine } from './browser/cuttable-line.ts';
import { save } from './browser/save.ts';
import { deliverSome, describeInBrowser } from './browser/suite.ts';
import { recordHistory } from './history.ts';

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

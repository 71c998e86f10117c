import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

/** Chooses a format of an export that is open, saves the file, and reads what was saved. */
export async function save(page: Page, format: RegExp): Promise<{ readonly name: string; readonly text: string }> {
  await page.getByLabel(format).check();
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 90_000 }),
    page.getByRole('button', { name: 'Save the file' }).click(),
  ]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

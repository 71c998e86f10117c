import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { deliverSome, describeInBrowser } from './browser/suite.ts';

describeInBrowser('who works by key', (trial) => {
  const focused = (page: Awaited<ReturnType<typeof trial.open>>) =>
    page.evaluate('document.activeElement.id || document.activeElement.textContent') as Promise<string>;

  const isFocused = (locator: Locator) =>
    locator.evaluate((element) => element === element.ownerDocument.activeElement);

  test('stays where it was as a filter is taken away, and is told which page it is on', async () => {
    await deliverSome(trial);
    const page = await trial.open('/?status=delivered&dialect=compatibility');
    const chips = page.getByRole('list', { name: 'Filters in force' });
    await chips.getByRole('button').first().focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => chips.getByRole('button').count()).toBe(1);
    await expect.poll(() => focused(page)).toContain('(remove)');
    await page.keyboard.press('Enter');
    await page.getByText('No filter: all messages of the range.').waitFor();
    await expect.poll(() => focused(page)).toContain('No filter');

    expect(await page.title()).toBe('StatusWire');
    const link = page.locator('.rows a').first();
    const name = (await link.textContent()) ?? '';
    await link.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    await expect.poll(() => focused(page)).toBe('content');
    expect(await page.title()).toBe(`${name} - StatusWire`);
    await page.goBack();
    await expect.poll(() => page.title()).toBe('StatusWire');
  });

  test('is led to a definition, back to its term, or on behind it; a mouse that crosses one leads nobody', async () => {
    await deliverSome(trial);
    const page = await trial.open();
    const term = page.locator('[data-tile=delivered] .term');
    const definition = page.getByRole('dialog', { name: 'Delivered' });
    await term.focus();
    await page.keyboard.press('Enter');
    await definition.waitFor();
    await expect.poll(() => isFocused(definition)).toBe(true);
    expect(await trial.violations()).toEqual([]);
    await page.keyboard.press('Escape');
    await definition.waitFor({ state: 'detached' });
    await expect.poll(() => isFocused(term)).toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(() => isFocused(definition)).toBe(true);
    await page.keyboard.press('Tab');
    await definition.waitFor({ state: 'detached' });
    const next = await focused(page);
    await term.focus();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe(next);

    const search = page.getByLabel('Search');
    await search.focus();
    await term.hover();
    await definition.waitFor();
    expect(await isFocused(search)).toBe(true);
    await page.mouse.move(0, 0);
    await definition.waitFor({ state: 'detached' });
    expect(await isFocused(search)).toBe(true);
  });
});

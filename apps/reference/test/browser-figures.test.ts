import { expect, test } from 'vitest';
import { deliverSome, describeInBrowser } from './browser/suite.ts';
import { recordHistory } from './history.ts';

const hourMs = 3_600_000;

describeInBrowser('figures and filters', (trial) => {
  const { row, becomes } = trial;

  test('a failure reason drills down, Back undoes it, and the address alone shows the same', async () => {
    await deliverSome(trial);
    const page = await trial.open();
    await row('m-delivered').waitFor();
    await page.getByRole('button', { name: /^Code 30003/ }).click();
    await row('m-delivered').waitFor({ state: 'detached' });
    expect(await page.locator('.rows tr').count()).toBe(2);
    await becomes('failed', '2', 5_000);
    const address = page.url();
    expect(new URL(address).searchParams.get('errorCode')).toBe('30003');
    await page.goBack();
    await row('m-delivered').waitFor();
    await becomes('failed', '3', 5_000);
    await page.goto(address);
    await row('m-handset-too').waitFor();
    expect(await page.locator('.rows tr').count()).toBe(2);
    await page.getByRole('button', { name: /^Error code: 30003/ }).click();
    await row('m-delivered').waitFor();
  });

  test('what messages have in common is chosen, and filters', async () => {
    await deliverSome(trial);
    await trial.hosted.deliver({ messageId: 'm-german', to: '+4930123456', dialect: 'platform' });
    const page = await trial.open();
    await row('m-german').waitFor();
    await page.getByText('Destination', { exact: true }).click();
    await page.getByRole('button', { name: /^Destination \+49/ }).click();
    await row('m-delivered').waitFor({ state: 'detached' });
    await becomes('accepted', '1', 5_000);
    expect([...new URL(page.url()).searchParams]).toEqual([
      ['by', 'prefix'],
      ['prefix', '+49'],
    ]);
    await page.reload();
    await row('m-german').waitFor();
    await page.getByRole('button', { name: /^Destination \+49/ }).click();
    await row('m-delivered').waitFor();
    await page.goBack();
    await row('m-delivered').waitFor({ state: 'detached' });
  });

  test('a range without a message has no chart, and one with the first', async () => {
    const page = await trial.open();
    const panel = page.getByRole('region', { name: 'Statuses over time' });
    await panel.getByText('No message in this range.').waitFor();
    expect(await page.locator('.chart').isVisible()).toBe(false);
    await trial.live();
    await trial.hosted.deliver({ messageId: 'm-first' });
    await page.locator('.chart canvas').waitFor();
    expect(await panel.getByText('No message in this range.').count()).toBe(0);
  });

  test('search, filters and order shape the list', async () => {
    await deliverSome(trial);
    const page = await trial.open();
    await row('m-delivered').waitFor();
    const shown = () => page.locator('.rows .message-link').allTextContents();
    const newest = await shown();
    await page.getByLabel('Order of the list').selectOption('oldest');
    await expect.poll(shown).toEqual(newest.toReversed());
    await page.goBack();
    await expect.poll(shown).toEqual(newest);
    await page.getByLabel('Search').fill('m-opted');
    await row('m-delivered').waitFor({ state: 'detached' });
    await row('m-opted-out').waitFor();
    await page.getByLabel('Search').fill('');
    await page.getByText('Filters', { exact: true }).click();
    await page.getByLabel('Outcome').selectOption('received');
    await row('m-inbound').waitFor();
    await row('m-opted-out').waitFor({ state: 'detached' });
    expect(page.url()).toBe(`${trial.hosted.url}/?outcome=received`);
  });

  test('a range is dragged on the chart, and Back leads out of it', async () => {
    const now = Date.now();
    await recordHistory(trial.hosted.ledger, { seed: 3, messages: 400, until: now - 60_000, hours: 23 });
    const page = await trial.open();
    const canvas = page.locator('.chart .u-over');
    const box = await canvas.boundingBox();
    if (box === null) throw new Error('There is no chart.');
    const all = await trial.tile('accepted').textContent();
    await page.mouse.move(box.x + box.width * 0.3, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => new URL(page.url()).searchParams.get('until')).not.toBeNull();
    const { since, until } = Object.fromEntries(new URL(page.url()).searchParams) as { since: string; until: string };
    const hours = (Date.parse(until) - Date.parse(since)) / hourMs;
    expect(hours).toBeGreaterThanOrEqual(4);
    expect(hours).toBeLessThanOrEqual(8);
    await expect.poll(() => trial.tile('accepted').textContent()).not.toBe(all);
    const { messages, outcomes } = await trial.hosted.ledger.summary({ filter: { since, until } });
    await becomes('accepted', String(messages - outcomes.received), 5_000);
    // Nothing behind the chosen range is drawn, nor stands in the table.
    const rows = page.locator('[aria-label="Statuses over time, as a table"] tbody tr');
    await expect.poll(() => rows.count()).toBe(hours);
    await page.goBack();
    await becomes('accepted', all ?? '', 5_000);
  });

  test('durations tell whose clock they are by, and say where they are not kept', async () => {
    await recordHistory(trial.hosted.ledger, { seed: 5, messages: 300, until: Date.now(), hours: 10 });
    const page = await trial.open();
    const panel = page.getByRole('region', { name: 'How long it takes' });
    await panel.getByText('SignalWire’s clock').first().waitFor();
    expect(await panel.locator('td', { hasText: /^as observed here/ }).count()).toBe(2);
    const { latencies } = await trial.hosted.ledger.summary();
    expect(latencies).toHaveLength(4);
    const p50 = (await panel.locator('tbody td.number').allTextContents()).map((text) => Number.parseFloat(text));
    expect(p50.every((seconds) => seconds > 0)).toBe(true);
    await page.goto(`${trial.hosted.url}/?outcome=delivered`);
    await panel.getByText('Durations are not kept for these filters.', { exact: false }).waitFor();
  });

  test('by key alone: filter by a reason, open a message, go back, break down', async () => {
    await deliverSome(trial);
    const page = await trial.open();
    await row('m-delivered').waitFor();
    const focused = () => page.evaluate('document.activeElement.textContent || document.activeElement.value');
    const tabTo = async (text: string, key = 'Tab') => {
      for (let presses = 0; presses < 80; presses += 1) {
        await page.keyboard.press(key);
        if ((await focused()) === text) return;
      }
      throw new Error(`${text} cannot be reached by Tab.`);
    };
    await tabTo('21610');
    await page.keyboard.press('Enter');
    await row('m-delivered').waitFor({ state: 'detached' });
    await tabTo('m-opted-out');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'm-opted-out' }).waitFor();
    await tabTo('Check now with SignalWire');
    await tabTo('← All messages', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await row('m-opted-out').waitFor();
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate("document.activeElement.name === 'dimension'")) break;
    }
    await page.keyboard.press('ArrowRight');
    await page.getByRole('region', { name: 'Messages by project' }).waitFor();
    await tabTo('Export');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save the file' }).waitFor();
  });
});

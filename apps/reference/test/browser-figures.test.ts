import { createLedger, createMemoryStore, type Ledger, type MessageFilter, type Summary } from '@statuswire/ledger';
import { type Chance, createChance } from '@statuswire/ledger/testing';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { deliverSome, describeInBrowser } from './browser/suite.ts';
import { historyProjects, recordHistory } from './history.ts';
import { wholeFeed } from './recount.ts';

/** Another seed picks other filters. */
const seed = Number(process.env.FILTER_SEED ?? 20_261_122);
const hourMs = 3_600_000;

type Filter = Omit<MessageFilter, 'search'>;

/** Filters as somebody could choose them, by chance. */
function someFilter(chance: Chance, now: number): Filter {
  const maybe = <Value>(name: string, values: readonly [Value, ...Value[]]) =>
    chance.below(3) === 0 ? { [name]: chance.pick(values) } : {};
  const hour = Math.floor(now / hourMs) * hourMs - chance.below(40) * hourMs;
  const filter: Filter = {
    ...maybe('outcome', ['delivered', 'failed', 'in_transit', 'accepted_no_receipt', 'received']),
    ...maybe('projectId', historyProjects),
    ...maybe('number', ['+12065550143', '+14155550117']),
    ...maybe('prefix', ['+1', '+44', '+49', '+33']),
    ...maybe('kind', ['sms', 'mms']),
    ...maybe('dialect', ['compatibility', 'platform']),
    ...maybe('source', ['callback', 'rest']),
    ...(chance.below(8) === 0 ? { healed: true } : {}),
    ...(chance.below(8) === 0 ? { conflicted: true } : {}),
    ...(chance.below(6) === 0 ? { errorCode: chance.pick(['30003', '30007', '99999', '']) } : {}),
  };
  if (chance.below(2) === 0) return { ...filter, since: new Date(hour - 5 * hourMs).toISOString() };
  return { ...filter, since: new Date(hour - 9 * hourMs).toISOString(), until: new Date(hour).toISOString() };
}

const words = new Intl.NumberFormat('en');
const share = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

/** What the page must show of a summary. */
function expected({ messages, outcomes, statuses, errors, by }: Summary) {
  const inbound = outcomes.received + (statuses.receiving ?? 0);
  const accepted = messages - inbound;
  const finals = outcomes.delivered + outcomes.failed;
  const of = (part: number, whole: number) => (whole === 0 ? '–' : share.format(part / whole));
  return {
    tiles: [
      words.format(accepted),
      words.format(outcomes.delivered),
      words.format(outcomes.failed),
      words.format(outcomes.pending + outcomes.in_transit),
      words.format(outcomes.accepted_no_receipt),
      of(outcomes.delivered, finals),
      of(finals, accepted),
    ],
    legend: Object.values(statuses)
      .map((count) => words.format(count))
      .sort(),
    reasons: errors.map(({ code, messages: count }) => [code === '' ? 'none' : code, words.format(count)]),
    numbers: by.number.map(({ messages: count }) => words.format(count)),
  };
}

async function shownOn(page: Page): Promise<ReturnType<typeof expected>> {
  const texts = (selector: string) => page.locator(selector).allTextContents();
  const codes = await texts('.reasons tbody td:first-child');
  const counts = await texts('.reasons tbody td:nth-child(3)');
  return {
    tiles: await texts('[data-tile] strong'),
    legend: (await texts('.legend li')).map((text) => text.split(' ').at(-1) ?? '').sort(),
    reasons: codes.map((code, index) => [code, counts[index] ?? '']),
    numbers: await texts('[aria-labelledby=by] tbody td:nth-child(2)'),
  };
}

/** A ledger in memory to which all of the event log is told again. */
async function retold(url: string): Promise<Ledger> {
  const ledger = createLedger({ store: createMemoryStore() });
  for (const fact of await wholeFeed(url)) {
    for (let copy = 0; copy < fact.deliveries.callback + fact.deliveries.rest; copy += 1) {
      await ledger.record({ ...fact, receivedAt: copy === 0 ? fact.receivedAt : fact.lastReceivedAt });
    }
  }
  return ledger;
}

describeInBrowser('figures and filters', (trial) => {
  const { row, becomes } = trial;

  test(`totals equal a recount of the event log, for filters picked at random (seed ${seed})`, {
    timeout: 120_000,
  }, async () => {
    const { hosted } = trial;
    const now = Date.now();
    await recordHistory(hosted.ledger, { seed, messages: 1_500, until: now, hours: 46 });
    const recount = await retold(hosted.url);
    const chance = createChance(seed);
    const page = await trial.open();
    let counted = 0;
    for (let round = 0; round < 12; round += 1) {
      const filter = someFilter(chance, now);
      const query = new URLSearchParams(Object.entries(filter).map(([name, value]) => [name, String(value)]));
      await page.goto(`${hosted.url}/?${query}`);
      const summary = await recount.summary({ filter });
      await page.locator('[data-tile]').first().waitFor();
      expect(await shownOn(page), String(query)).toEqual(expected(summary));
      // The list has as many.
      const list = page.locator('[aria-labelledby=messages] table');
      const listed = await recount.list({ filter, limit: 1_000 });
      if (listed.items.length === 0) await page.getByText('No message here.').waitFor();
      else if (listed.items.length <= 100) {
        await page.locator(`[aria-labelledby=messages] [aria-rowcount="${listed.items.length + 1}"]`).waitFor();
      } else await list.waitFor();
      counted += summary.messages;
    }
    expect(counted).toBeGreaterThan(500);
    await recount.close();
  });

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

import { expect, test } from 'vitest';
import { showQuarantined } from '../src/api/quarantine.ts';
import { answerOf } from './api-client.ts';
import { type BrowserTrial, describeInBrowser } from './browser/suite.ts';

const readable = {
  MessageSid: 'm-later',
  AccountSid: 'p-1',
  MessageStatus: 'delivered',
  From: '+12065550143',
  To: '+13035550186',
};

async function keep({ hosted }: BrowserTrial, body: string | Uint8Array, minutesAgo = 0) {
  return await hosted.ledger.quarantine({
    receivedAt: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
    reason: 'unknown_dialect',
    message: 'Neither dialect fits.',
    rawBody: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    contentType: 'application/json',
    details: { signature: 'verified', scheme: 'raw_body', downgraded: 'false' },
  });
}

describeInBrowser('the quarantine', (trial) => {
  test('is reached from the health panel, and shows a payload only once it is asked for', async () => {
    const { hosted } = trial;
    // As SignalWire would send what no version of ours can read yet.
    expect((await hosted.deliver({ fields: { MessageSid: '', AccountSid: '', body: 'canary-text' } })).status).toBe(
      200,
    );
    const hostile = '{"event":"<script>document.title=1</script>\u202e","x":"canary-json"}';
    await keep(trial, hostile);
    await keep(trial, new Uint8Array([0xff, 0, 1, 2]));
    const page = await trial.open('/?range=7d');
    await page.getByRole('link', { name: 'Look at them' }).click();
    const deliveries = page.locator('[data-delivery]');
    await deliveries.nth(2).waitFor();
    expect(await page.locator('main').textContent()).not.toContain('canary');
    await deliveries.filter({ hasText: 'x-www-form' }).getByText('verified, over the form fields').waitFor();
    for (let n = 0; n < 3; n += 1) await deliveries.nth(n).getByRole('button', { name: 'Show the payload' }).click();
    await page.getByText(/canary-text/).waitFor();
    await page.getByText(hostile).waitFor();
    await page.getByText('/wABAg==').waitFor();
    expect(await page.title()).toBe('Quarantine - StatusWire');
    await deliveries.nth(0).getByRole('button', { name: 'Hide the payload' }).click();
    await page.goBack();
    await page.getByRole('heading', { name: 'Health of the pipeline' }).waitFor();
    expect(page.url()).toBe(`${hosted.url}/?range=7d`);
  });

  test('keeps its headings whole on a phone, whatever is asked beside them', async () => {
    await keep(trial, '{}');
    const page = await trial.open('/quarantine', { viewport: { width: 375, height: 812 } });
    const heading = page.locator('.delivery h2');
    const before = await heading.boundingBox();
    await page.getByRole('button', { name: 'Throw away…' }).click();
    await page.getByRole('button', { name: 'Yes, throw it away' }).waitFor();
    expect(await heading.boundingBox()).toEqual(before);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
  });

  test('tries one again, or all, and says of each what came of it', async () => {
    const { hosted } = trial;
    const one = await keep(trial, JSON.stringify(readable), 5);
    for (let n = 0; n < 60; n += 1) {
      await keep(trial, n % 3 === 0 ? `{"n":${n}}` : JSON.stringify({ ...readable, MessageSid: `m-${n}` }), 4);
    }
    const page = await trial.open('/quarantine');
    const first = page.locator(`[data-delivery="${one.id}"]`);
    await first.getByRole('button', { name: 'Try again' }).click();
    await first.getByText('Read and recorded: m-later').waitFor();
    expect(await answerOf(hosted.url, showQuarantined, { parameters: { id: one.id } })).toMatchObject({
      state: 'recorded',
    });

    await page.getByRole('button', { name: 'Try all again' }).click();
    await page.getByText('All 60 tried: 40 read and recorded, 20 still held').waitFor();
    expect(await page.getByRole('progressbar', { name: 'Deliveries tried again' }).getAttribute('value')).toBe('60');
    expect(await page.getByText('Still cannot be read', { exact: false }).count()).toBeGreaterThan(10);
    expect((await hosted.ledger.quarantined({ limit: 100 })).items).toHaveLength(20);
    await first.getByRole('link', { name: 'm-later' }).click();
    await page.getByRole('heading', { name: 'm-later' }).waitFor();
    await page.goBack();

    await page.getByText('Recorded after all').click();
    await page.locator('[data-delivery]').nth(40).waitFor();
    expect(new URL(page.url()).searchParams.get('state')).toBe('recorded');
    await page.goBack();
    await expect.poll(() => page.locator('[data-delivery]').count(), { timeout: 10_000 }).toBe(20);
  });

  test('says after a stop how far it came', async () => {
    for (let n = 0; n < 5; n += 1) await keep(trial, JSON.stringify({ ...readable, MessageSid: `m-${n}` }), n);
    const page = await trial.open('/quarantine');
    let tried = 0;
    await page.route(/\/retry$/, async (route) => {
      tried += 1;
      // The third is called off while it is under way.
      if (tried < 3) await route.continue();
    });
    await page.getByRole('button', { name: 'Try all again' }).click();
    await page.getByText('2 of 5: 2 read and recorded, 0 still held').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped after 2 of 5: 2 read and recorded, 0 still held').waitFor();
    expect(await page.getByText(/All 5 tried/).count()).toBe(0);
    // Nobody waits for it any more; and what is called off is no fault.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('goes on trying nothing once somebody looks elsewhere', async () => {
    const { hosted } = trial;
    for (let n = 0; n < 4; n += 1) await keep(trial, JSON.stringify({ ...readable, MessageSid: `m-${n}` }), n);
    const page = await trial.open('/quarantine');
    let tried = 0;
    await page.route(/\/retry$/, async (route) => {
      tried += 1;
      // The second is under way for as long as nobody calls it off.
      if (tried !== 2) await route.continue();
    });
    await page.getByRole('button', { name: 'Try all again' }).click();
    await expect.poll(() => tried).toBe(2);
    await page.getByText('Thrown away', { exact: true }).click();
    await page.getByText('There is none.').waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(0);
    await page.waitForTimeout(300);
    expect(tried).toBe(2);
    expect((await hosted.ledger.quarantined({ limit: 10 })).items).toHaveLength(3);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('takes no result away while it is read, though somebody comes back to the page', async () => {
    const { id } = await keep(trial, '{"tells":"nothing"}');
    const page = await trial.open('/quarantine');
    const delivery = page.locator(`[data-delivery="${id}"]`);
    await delivery.getByRole('button', { name: 'Throw away…' }).click();
    await delivery.getByRole('button', { name: 'Yes, throw it away' }).click();
    await delivery.getByText('Thrown away.').waitFor();
    // What is shown stays fresh for 5 s.
    await page.waitForTimeout(5_500);
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))");
    await page.waitForTimeout(500);
    expect(await delivery.getByText('Thrown away.').count()).toBe(1);
  });

  test('throws away what tells nothing, once it was asked twice', async () => {
    const { hosted } = trial;
    const { id } = await keep(trial, '{"tells":"nothing"}', 5);
    const { id: other } = await keep(trial, '{"tells":"something"}');
    const page = await trial.open('/quarantine');
    const delivery = page.locator(`[data-delivery="${id}"]`);
    const sure = delivery.getByRole('button', { name: 'Yes, throw it away' });
    await delivery.getByRole('button', { name: 'Throw away…' }).click();
    await sure.waitFor();
    expect(await trial.violations()).toEqual([]);
    await delivery.getByRole('button', { name: 'Throw away…' }).click();
    await sure.waitFor({ state: 'detached' });
    expect((await hosted.ledger.quarantined({ limit: 10 })).items).toHaveLength(2);

    await delivery.getByRole('button', { name: 'Throw away…' }).click();
    await sure.click();
    await delivery.getByText('Thrown away.').waitFor();
    expect(await delivery.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    expect((await hosted.ledger.quarantined({ limit: 10 })).items.map((held) => held.id)).toEqual([other]);
    await page.getByText('Thrown away', { exact: true }).click();
    await delivery.getByText(/^discarded /).waitFor();
    expect(await page.locator('[data-delivery]').count()).toBe(1);
  });

  test('that is empty says so', async () => {
    const page = await trial.open('/quarantine');
    await page.getByText('Nothing is held here.').waitFor();
    expect(await page.getByRole('button', { name: 'Try all again' }).count()).toBe(0);
  });
});

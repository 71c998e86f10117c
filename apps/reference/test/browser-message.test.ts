import { createManualClock, createSandbox, defaultProject } from '@statuswire/sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { callbackPath } from '../src/host.ts';
import { createReconciling, livePolicy } from '../src/reconciling.ts';
import { type BrowserTrial, describeInBrowser } from './browser/suite.ts';

const { projectId, token, signingKeys } = defaultProject;

/** The service anew, with a reconciler that asks a sandbox. */
async function askSandbox(trial: BrowserTrial) {
  const sandbox = createSandbox({ seed: 1, clock: createManualClock() });
  await sandbox.listen();
  onTestFinished(() => sandbox.close());
  await trial.rehost({
    publicUrl: null,
    signingKey: signingKeys[0] ?? '',
    reconcilerOf: (ledger, log) =>
      createReconciling({
        ledger,
        credentials: [{ spaceUrl: sandbox.url, projectId, token }],
        policy: livePolicy,
        log: { ...log, problem: (text) => expect.unreachable(text) },
        now: () => new Date(),
      }),
  });
  return sandbox;
}

describeInBrowser('a message', (trial) => {
  const { row } = trial;

  test('opens with its timeline: repeated, out of order and contradictory events are marked', async () => {
    const { hosted } = trial;
    const at = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();
    const message = { messageId: 'm-story', dialect: 'platform', body: 'canary-text' } as const;
    await hosted.deliver({ ...message, status: 'delivered', timestamp: at(60) });
    await hosted.deliver({ ...message, status: 'sent', timestamp: at(190) });
    const failure = { ...message, status: 'undelivered', errorCode: '30004', timestamp: at(50) } as const;
    await hosted.deliver(failure);
    await hosted.deliver(failure);
    const page = await trial.open('/?range=7d');
    await row('m-story').getByRole('link').click();
    const facts = page.locator('.timeline > li');
    await facts.nth(2).waitFor();
    expect(await facts.evaluateAll((items) => items.map((item) => item.getAttribute('data-status')))).toEqual([
      'sent',
      'delivered',
      'undelivered',
    ]);
    await facts
      .nth(0)
      .getByText(/^out of order/)
      .waitFor();
    await facts.nth(1).getByText('2 min 10 s without news').waitFor();
    await facts
      .nth(1)
      .getByText(/^contradictory/)
      .waitFor();
    await facts.nth(2).getByText('repeated: delivered 2 times', { exact: false }).waitFor();
    await facts
      .nth(2)
      .getByText(/^late:/)
      .waitFor();
    await facts.nth(2).getByText('verified, over the raw body').waitFor();
    await page.getByText('The carrier of the recipient blocked the message.').first().waitFor();
    const failing = page.getByRole('region', { name: 'Error 30004' });
    await failing.getByText('Whose turn it is: The carrier.').waitFor();

    expect(await page.locator('main').textContent()).not.toContain('canary-text');
    await facts.nth(0).getByText('What was recorded').click();
    expect(await page.locator('main').textContent()).not.toContain('canary-text');
    await facts.nth(0).getByRole('button', { name: 'Show numbers and texts' }).click();
    await facts
      .nth(0)
      .getByText(/canary-text/)
      .waitFor();

    await hosted.deliver({ ...message, status: 'read', timestamp: at(0) });
    await facts.nth(3).waitFor({ timeout: 1_000 });
    // It was read after all: an error that was outweighed asks nobody to do anything.
    await failing.getByText('It does not stand:', { exact: false }).waitFor();
    expect(await failing.getByText('Whose turn it is').count()).toBe(0);
    await page.getByRole('link', { name: '← All messages' }).click();
    await row('m-story').waitFor();
    expect(page.url()).toBe(`${hosted.url}/?range=7d`);
  });

  test('tells a delivery that came out of quarantine as a replay, unless a callback had told it before', async () => {
    const { hosted } = trial;
    const held = async (messageId: string, minutesAgo: number) => {
      const payload = {
        MessageSid: messageId,
        AccountSid: projectId,
        MessageStatus: 'delivered',
        From: '+1',
        To: '+2',
      };
      const { id } = await hosted.ledger.quarantine({
        receivedAt: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
        reason: 'unknown_dialect',
        message: 'Neither dialect fits.',
        rawBody: new TextEncoder().encode(JSON.stringify(payload)),
        contentType: 'application/json',
        details: { signature: 'verified', scheme: 'raw_body', downgraded: 'false' },
      });
      return trial.page.locator(`[data-delivery="${id}"]`);
    };
    const page = await trial.open('/');
    const unknown = await held('m-replayed', 7);
    await hosted.deliver({ projectId, messageId: 'm-replayed', status: 'sent' });
    await hosted.deliver({ projectId, messageId: 'm-known', status: 'delivered' });
    await held('m-known', -1);
    await page.goto(`${hosted.url}/quarantine`);
    await page.getByRole('button', { name: 'Try all again' }).click();
    await page.getByText('All 2 tried: 2 read and recorded').waitFor();

    await unknown.getByRole('link', { name: 'm-replayed' }).click();
    const fact = (status: string) => page.locator(`.timeline > li[data-status=${status}]`);
    await fact('delivered').getByText('by replay', { exact: true }).waitFor();
    await fact('delivered').getByText('verified, over the raw body').waitFor();
    await fact('delivered')
      .getByText(/read from quarantine .*, 7 min \d+ s after it came$/)
      .waitFor();
    await fact('delivered').getByRole('button', { name: 'Replay: what it means' }).click();
    await page.getByRole('dialog', { name: 'Replay' }).getByText('was kept in quarantine', { exact: false }).waitFor();
    await fact('sent').getByText('by callback', { exact: true }).waitFor();
    expect(await fact('sent').locator('.mark', { hasText: 'Replay' }).count()).toBe(0);

    await page.goBack();
    await page.goto(`${hosted.url}/messages/${projectId}/m-known`);
    await fact('delivered').getByText('by callback', { exact: true }).waitFor();
    await fact('delivered').getByText('repeated: delivered 2 times', { exact: false }).waitFor();
    expect(await fact('delivered').locator('.mark', { hasText: 'Replay' }).count()).toBe(0);
  });

  test('shows what SignalWire said of a failure, and in what was recorded only once it is asked for', async () => {
    await trial.hosted.deliver({
      dialect: 'platform',
      projectId,
      messageId: 'm-worded',
      status: 'undelivered',
      errorCode: '30003',
      errorMessage: 'No such handset: +13035550186\u202e!',
    });
    const page = await trial.open(`/messages/${projectId}/m-worded`);
    await page.getByText('SignalWire’s words: No such handset: +13035550186⟨202E⟩!').waitFor();
    await page.getByText('What was recorded').click();
    const payload = page.locator('.payload pre');
    expect(JSON.parse((await payload.textContent()) ?? '')).toMatchObject({
      error: { code: '30003', message: '••••••' },
    });
    await page.getByRole('button', { name: 'Show numbers and texts' }).click();
    await payload.getByText('No such handset', { exact: false }).waitFor();
    const shown = (await payload.textContent()) ?? '';
    expect(shown).not.toContain('\u202e');
    expect(JSON.parse(shown)).toMatchObject({ error: { message: 'No such handset: +13035550186\u202e!' } });
  });

  test('is checked with SignalWire: a lost callback is healed on the page, and the next time nothing is new', async () => {
    const sandbox = await askSandbox(trial);
    sandbox.setFaults([{ kind: 'lost', statuses: ['delivered'] }]);
    const statusCallback = trial.hosted.url + callbackPath;
    const { id } = sandbox.send({ from: '+12065550143', to: '+13035550186', body: 'hello', statusCallback });
    await sandbox.advance(60_000);
    const page = await trial.open(`/messages/${projectId}/${id}`);
    await page.locator('.timeline > li[data-status=sent]').waitFor();
    const check = page.getByRole('button', { name: 'Check now with SignalWire' });
    await check.click();
    await page.getByText('SignalWire says delivered: recorded. No callback ever told it.').waitFor();
    const told = page.locator('.timeline > li[data-status=delivered]');
    await told.getByText('by REST').waitFor();
    await told.getByText('none: we asked').waitFor();
    await check.click();
    await page.getByText('SignalWire says delivered, which was known.').waitFor();
    await page.getByRole('link', { name: '← All messages' }).click();
    await page.getByText('running, lag').waitFor();
    await row(id).getByText('healed').waitFor();
  });

  test('that cannot be checked says why', async () => {
    const sandbox = await askSandbox(trial);
    await trial.hosted.deliver({ projectId, messageId: 'm-unheard-of' });
    await trial.hosted.deliver({ projectId: 'another', messageId: 'm-foreign' });
    let page = await trial.open(`/messages/${projectId}/m-unheard-of`);
    const check = () => trial.page.getByRole('button', { name: 'Check now with SignalWire' }).click();
    await check();
    await page.getByText('SignalWire does not know this message, or no longer does.').waitFor();
    sandbox.setFaults([{ kind: 'rest_429' }]);
    await check();
    await page.getByText(/^SignalWire could not tell: it asks to wait/).waitFor();
    page = await trial.open('/messages/another/m-foreign');
    await check();
    await page.getByText('there are no credentials for the project', { exact: false }).waitFor();

    await trial.rehost({});
    await trial.hosted.deliver({ messageId: 'm-off', projectId });
    page = await trial.open(`/messages/${projectId}/m-off`);
    await check();
    await page.getByText(/^The reconciler is off: set SIGNALWIRE_SPACE_URL/).waitFor();
    trial.forgive(/409/);
  });

  test('is copied as curl, safe for a shell whatever its id', async () => {
    const messageId = `it's "$(touch x)" \`y\` \\ & #é`;
    await trial.hosted.deliver({ messageId, projectId });
    const page = await trial.open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await row('touch').getByRole('link').click();
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByRole('button', { name: 'Copy: from this service' }).click();
    await page.getByText('Copied', { exact: true }).waitFor();
    const copied = (await page.evaluate('navigator.clipboard.readText()')) as string;
    expect(copied).toMatch(/^curl '[^'\s]+'$/);
    const answer = await fetch(copied.slice("curl '".length, -1));
    expect(await answer.json()).toMatchObject({ message: { messageId } });
    const other = await page.locator('.command code').last().textContent();
    expect(other).toMatch(
      new RegExp(
        `^curl -u '${projectId}':"\\$SIGNALWIRE_API_TOKEN" "https://\\$SIGNALWIRE_SPACE_URL"'/api/laml/[^'\\s]+'$`,
      ),
    );
  });

  test('whatever a stranger wrote is text, and breaks nothing', async () => {
    const { hosted } = trial;
    const markup = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
    const hostile = `${markup}\u202e\0=1+1`;
    const long = 'x'.repeat(10_000);
    await hosted.deliver({
      dialect: 'platform',
      messageId: hostile,
      from: hostile,
      to: hostile,
      body: hostile.repeat(100),
      status: 'undelivered',
      errorCode: '<b>30003</b>',
      errorMessage: hostile,
      customVariables: { [markup]: hostile },
    });
    await hosted.deliver({
      dialect: 'platform',
      messageId: 'm-long',
      from: long,
      to: long,
      body: long,
      errorMessage: long,
    });
    await hosted.deliver({ messageId: 'm-strange', status: markup });
    // Half of a pair has no encoding in an address.
    await hosted.deliver({ dialect: 'platform', messageId: 'm-half-\ud800', projectId: 'p-\udc00' });
    const page = await trial.open('/?by=prefix', { viewport: { width: 375, height: 800 } });
    await row('m-long').waitFor();
    for (const dimension of ['number', 'projectId']) await page.goto(`${hosted.url}/?by=${dimension}`);
    const isWhole = async () => {
      expect([
        // A script of theirs would have written another.
        (await page.title()).replace(/^.* - /s, ''),
        await page.locator('main img, main script, main b:text("30003")').count(),
        await page.evaluate('document.documentElement.scrollWidth'),
      ]).toEqual(['StatusWire', 0, 375]);
    };
    await row('=1+1').waitFor();
    await isWhole();
    // What would turn a number around is told by its code.
    expect(await row('=1+1').locator('.message-link').textContent()).toBe(`${markup}⟨202E⟩⟨0000⟩=1+1`);
    await row('m-half-⟨D800⟩').waitFor();
    await row('m-long').getByRole('link').click();
    await page.getByRole('button', { name: 'Show text' }).click();
    await page.getByText(long).first().waitFor();
    await isWhole();
    await page.goBack();
    await row('=1+1').getByRole('link').click();
    await page.getByRole('button', { name: 'Show text' }).click();
    await page.getByText(markup).first().waitFor();
    await page.getByText('What was recorded').click();
    await page.getByRole('button', { name: 'Show numbers and texts' }).click();
    await page.getByText('SignalWire’s words', { exact: false }).waitFor();
    await isWhole();
  });

  test('of which nothing is recorded is told so, and appears with its first callback', async () => {
    const page = await trial.open(`/messages/${projectId}/m-later`);
    await page.getByText('Nothing is recorded of this message.').waitFor();
    await trial.hosted.deliver({ messageId: 'm-later', projectId });
    await page.locator('.timeline > li').waitFor({ timeout: 2_000 });
    trial.forgive(/404/);
  });
});

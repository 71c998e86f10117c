import { createMemoryStore } from '@statuswire/ledger';
import { createManualClock, createSandbox, defaultProject, type Sandbox } from '@statuswire/sandbox';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listMessages, showMessage } from '../src/api/messages.ts';
import { checkMessage, pauseReconciler, resumeReconciler, showReconciler } from '../src/api/reconciler.ts';
import { type CreateHost, callbackPath, type Framework } from '../src/host.ts';
import { createReconciling, livePolicy } from '../src/reconciling.ts';
import { answerOf, ask } from './api-client.ts';
import { startApp } from './app-process.ts';
import { type Hosted, host, hosts } from './hosted.ts';
import { live } from './live-settings.ts';

const { projectId, token } = defaultProject;
const off = /Lost callbacks are not looked for: that takes SIGNALWIRE_SPACE_URL/;

async function openSandbox(startAt = new Date('2026-01-01T00:00:00Z')): Promise<Sandbox> {
  const sandbox = createSandbox({ seed: 1, clock: createManualClock({ startAt }) });
  await sandbox.listen();
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** The service, asking that sandbox. */
async function hostAsking(framework: Framework, createHost: CreateHost, sandbox: Sandbox): Promise<Hosted> {
  const hosted = await host({
    framework,
    createHost,
    store: createMemoryStore(),
    publicUrl: null,
    signingKey: defaultProject.signingKeys[0] ?? '',
    reconcilerOf: (ledger, log) =>
      createReconciling({
        ledger,
        credentials: [{ spaceUrl: sandbox.url, projectId, token }],
        policy: livePolicy,
        log: { ...log, problem: (text) => expect.unreachable(text) },
        now: () => new Date(),
      }),
  });
  onTestFinished(() => hosted.close());
  return hosted;
}

describe.each(hosts)('%s', (framework, createHost) => {
  test.each(['compatibility', 'platform'] as const)('heals a lost delivered when it is asked: %s', async (dialect) => {
    const sandbox = await openSandbox();
    const hosted = await hostAsking(framework, createHost, sandbox);
    const { url } = hosted;
    sandbox.setFaults([{ kind: 'lost', statuses: ['delivered'] }]);
    const message = { dialect, from: '+12065550143', to: '+13035550186', body: 'canary-text' } as const;
    const { id: messageId } = sandbox.send({ ...message, statusCallback: url + callbackPath });
    await sandbox.advance(60_000);

    const parameters = { projectId, messageId };
    expect((await answerOf(url, showMessage, { parameters })).message).toMatchObject({ status: 'sent', healed: false });
    expect(await answerOf(url, checkMessage, { parameters })).toMatchObject({
      kind: 'checked',
      moved: true,
      healed: true,
      message: { status: 'delivered', outcome: 'delivered' },
    });
    const { items } = await answerOf(url, listMessages, { query: { healed: true } });
    expect(items).toMatchObject([{ messageId, status: 'delivered', healed: true }]);
    expect(await answerOf(url, checkMessage, { parameters })).toMatchObject({ kind: 'checked', healed: false });
    expect((await answerOf(url, showReconciler)).state).toBe('running');

    const healed = hosted.rows.filter(({ notes }) => notes.some(({ text }) => text.startsWith('healed')));
    expect(healed).toHaveLength(1);
    expect(JSON.stringify(healed)).not.toMatch(/canary|2065550143|3035550186/);
    expect(JSON.stringify(healed)).not.toContain(messageId);
  });

  test('says what else asking comes to, and counts it', async () => {
    const sandbox = await openSandbox();
    const { url } = await hostAsking(framework, createHost, sandbox);
    const check = (parameters: Readonly<Record<string, string>>) => answerOf(url, checkMessage, { parameters });
    expect(await check({ projectId, messageId: '1b0c4d5e-0000-4000-8000-000000000001' })).toEqual({ kind: 'gone' });
    expect(await check({ projectId: 'another', messageId: 'any' })).toEqual({ kind: 'no_client' });
    sandbox.setFaults([{ kind: 'rest_429' }]);
    const { id: messageId } = sandbox.send({ to: '+13035550186' });
    expect(await check({ projectId, messageId })).toMatchObject({ kind: 'failed', failure: { kind: 'throttled' } });
    expect(await answerOf(url, showReconciler)).toEqual({
      state: 'running',
      // A project that nobody was given credentials of is not tried, and so is no failure.
      counts: { checked: 0, healed: 0, gone: 1, failed: 1, lagMs: 0 },
    });
  });

  test('is paused and resumed, by nobody from another site', async () => {
    const { url } = await hostAsking(framework, createHost, await openSandbox());
    const headers = { 'sec-fetch-site': 'cross-site' };
    const parameters = { projectId, messageId: 'any' };
    expect((await ask(url, pauseReconciler, { headers })).status).toBe(403);
    expect((await ask(url, checkMessage, { headers, parameters })).status).toBe(403);
    expect((await answerOf(url, showReconciler)).state).toBe('running');
    expect((await answerOf(url, pauseReconciler)).state).toBe('paused');
    expect((await answerOf(url, showReconciler)).state).toBe('paused');
    expect((await ask(url, resumeReconciler, { headers })).status).toBe(403);
    expect((await answerOf(url, resumeReconciler)).state).toBe('running');
  });

  test('is off without credentials', async () => {
    const { url, close } = await host({ framework, createHost, store: createMemoryStore() });
    onTestFinished(close);
    expect(await answerOf(url, showReconciler)).toEqual({ state: 'off' });
    const parameters = { projectId, messageId: 'any' };
    for (const operation of [checkMessage, pauseReconciler, resumeReconciler]) {
      const { status, body } = await ask(url, operation, operation === checkMessage ? { parameters } : {});
      expect([status, body]).toEqual([409, expect.objectContaining({ detail: expect.stringMatching(/is off: set/) })]);
    }
  });
});

test('the app asks once it has credentials, and never says the token', async () => {
  const sandbox = await openSandbox();
  const app = startApp(['--port', '0'], {
    ...live,
    SIGNALWIRE_SPACE_URL: sandbox.url,
    SIGNALWIRE_PROJECT_ID: projectId,
    SIGNALWIRE_API_TOKEN: token,
  });
  onTestFinished(() => app.kill());
  const url = await app.url('Express');
  expect(app.stdout()).toContain(`Dashboard    ${url}/\n`);
  expect((await answerOf(url, showReconciler)).state).toBe('running');
  app.signal('SIGTERM');
  expect(await app.exitCode).toBe(0);
  expect(app.stdout() + app.stderr()).not.toContain(token);
  expect(app.stdout()).not.toMatch(off);
});

test('the app finds by itself what was lost before it was started, and says so without a number or text', async () => {
  // A quarter of an hour ago: old enough that no callback can be on its way.
  const sandbox = await openSandbox(new Date(Date.now() - 900_000));
  sandbox.setFaults([{ kind: 'lost' }]);
  const message = { from: '+12065550143', to: '+13035550186', body: 'canary-text' } as const;
  const { id: messageId } = sandbox.send({ ...message, statusCallback: 'http://127.0.0.1:9/' });
  await sandbox.advance(60_000);
  const app = startApp(['--port', '0'], {
    ...live,
    SIGNALWIRE_SPACE_URL: sandbox.url,
    SIGNALWIRE_PROJECT_ID: projectId,
    SIGNALWIRE_API_TOKEN: token,
  });
  onTestFinished(() => app.kill());
  const url = await app.url('Express');
  await app.printed(/healed/);
  const { message: found } = await answerOf(url, showMessage, { parameters: { projectId, messageId } });
  expect(found).toMatchObject({ status: 'delivered', healed: true, to: message.to });
  expect(app.stdout()).not.toMatch(/canary-text|2065550143|3035550186|PTsandbox/);
});

test('the app says that SignalWire refuses its credentials, and never what they are', async () => {
  const sandbox = await openSandbox();
  const app = startApp(['--port', '0'], {
    ...live,
    SIGNALWIRE_SPACE_URL: sandbox.url,
    SIGNALWIRE_PROJECT_ID: projectId,
    SIGNALWIRE_API_TOKEN: 'PTcanary-token',
  });
  onTestFinished(() => app.kill());
  await app.printed(/SignalWire's list of messages is not read until [\d:]{8}: unauthorized\./);
  app.signal('SIGTERM');
  expect(await app.exitCode).toBe(0);
  expect(app.stdout() + app.stderr()).not.toMatch(/PTcanary/);
});

test('the app says that it does not ask', async () => {
  const app = startApp(['--port', '0'], live);
  onTestFinished(() => app.kill());
  await app.printed(off);
  expect(await answerOf(await app.url('Express'), showReconciler)).toEqual({ state: 'off' });
});

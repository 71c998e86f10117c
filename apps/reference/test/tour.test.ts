import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { eventKey } from '@statuswire/contracts';
import { createManualClock, createSandbox, defaultProject } from '@statuswire/sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { createReconciling, livePolicy } from '../src/reconciling.ts';
import { type BrowserTrial, describeInBrowser } from './browser/suite.ts';
import { historyProjects, recordHistory } from './history.ts';

/** `pnpm screenshots` writes them where the tour shows them; all other runs, where nobody minds. */
const forDocs = process.env.SCREENSHOTS === 'docs';
const folder = fileURLToPath(
  new URL(forDocs ? '../../../docs/images/' : '../../../.reports/screenshots/', import.meta.url),
);

// Always the same moment, so that the same pages give the same pictures.
const moment = Date.parse('2026-11-20T15:42:10.000Z');
const now = () => new Date(moment);
const verified = { framework: 'express', signature: 'verified', scheme: 'raw_body', downgraded: 'false' };
const story = 'c0ffee00-1b2c-4d3e-8f40-5a6b7c8d9e0f';

async function recordTour({ hosted }: BrowserTrial): Promise<void> {
  await recordHistory(hosted.ledger, { seed: 20, messages: 6_000, until: moment - 5_000, hours: 49 });
  // One in which everything goes wrong that can.
  const told = async (status: string, happenedAgo: number, cameAgo: number, code: string | null = null) => {
    const event = {
      source: 'callback',
      dialect: 'platform',
      projectId: historyProjects[0],
      messageId: story,
      status: status as 'sent',
      providerStatus: status,
      from: '+12065550143',
      to: '+13035550186',
      body: 'Your table for two is booked for 19:30. See you tonight!',
      segments: 1,
      media: null,
      direction: null,
      error: code === null ? null : { code, message: 'Blocked' },
      occurredAt: new Date(moment - happenedAgo * 1_000).toISOString(),
      receivedAt: new Date(moment - cameAgo * 1_000).toISOString(),
      customVariables: { order: 'A-4711' },
      extra: {},
    } as const;
    await hosted.ledger.record({ key: eventKey(event), ...event }, { provenance: verified });
  };
  await told('queued', 262, 261.8);
  await told('delivered', 95.4, 95.1);
  await told('sent', 99.2, 88.6);
  await told('undelivered', 41, 40.7, '30004');
  await told('undelivered', 41, 35.7, '30004');
  for (const [reason, amount] of [
    ['wrong_signature', 14],
    ['missing_signature', 5],
  ] as const) {
    await hosted.ledger.tally(`rejected.${reason}`, '', amount);
  }
  const contentType = 'application/json';
  for (const [minutes, reason, words, body] of [
    [
      52,
      'unknown_dialect',
      'The payload has the fields of neither dialect.',
      '{"event":"message.updated","params":{}}',
    ],
    [
      9,
      'invalid_payload',
      'A field cannot be read: status is required.',
      '{"id":"m-1","project_id":"p-1","from":"+12065550143"}',
    ],
  ] as const) {
    await hosted.ledger.quarantine({
      receivedAt: new Date(moment - minutes * 60_000).toISOString(),
      reason,
      message: words,
      rawBody: new TextEncoder().encode(body),
      contentType,
      details: verified,
    });
  }
}

/** What the document shows beside everything that is wide. */
const narrowInDocs: ReadonlySet<string> = new Set(['overview light', 'list dark', 'message light']);

const schemes = ['light', 'dark'] as const;
const widths = { wide: 1280, narrow: 375 } as const;

describeInBrowser(
  'the tour',
  (trial) => {
    test.each(schemes)('shows each page, %s', { timeout: 120_000 }, async (colorScheme) => {
      const sandbox = createSandbox({ seed: 1, clock: createManualClock() });
      await sandbox.listen();
      onTestFinished(() => sandbox.close());
      await trial.rehost({
        now,
        reconcilerOf: (ledger, log) =>
          createReconciling({
            ledger,
            credentials: [{ spaceUrl: sandbox.url, projectId: defaultProject.projectId, token: defaultProject.token }],
            policy: livePolicy,
            log: { ...log, problem: (text) => expect.unreachable(text) },
            now,
          }),
      });
      await recordTour(trial);
      await mkdir(folder, { recursive: true });
      for (const [size, width] of Object.entries(widths)) {
        const show = async (path: string) => {
          const page = await trial.open('about:blank', {
            colorScheme,
            viewport: { width, height: 900 },
            timezoneId: 'UTC',
            locale: 'en-GB',
            reducedMotion: 'reduce',
          });
          await page.clock.setFixedTime(moment);
          await page.goto(new URL(path, trial.hosted.url).href);
          await trial.live();
          return page;
        };
        // Of the document, the part from an element on, so high; for looking at, the page whole.
        const picture = async (name: string, from = 'body', height = 760) => {
          const { page } = trial;
          const isWanted = !forDocs || size === 'wide' || narrowInDocs.has(`${name} ${colorScheme}`);
          if (!isWanted) return;
          await page.mouse.move(0, 0);
          expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBe(width);
          await page.evaluate('scrollTo(0, 0)');
          const { y = 0 } = (await page.locator(from).first().boundingBox()) ?? {};
          const clip = { x: 0, y: Math.max(0, y - 12), width, height };
          const path = `${folder}dashboard-${name}-${size}-${colorScheme}.png`;
          const part = forDocs ? { clip } : {};
          await page.screenshot({ path, fullPage: true, scale: 'css', animations: 'disabled', ...part });
        };

        const overview = await show('/');
        await trial.row('').first().waitFor();
        await picture('overview');
        if (size === 'wide') await picture('figures', '[aria-labelledby=reasons]', 780);
        await overview.getByRole('button', { name: /^Code 30003/ }).click();
        await overview.getByRole('button', { name: /^Error code: 30003/ }).waitFor();
        await overview.getByRole('button', { name: 'Export' }).click();
        await overview.getByText('With texts and custom variables').waitFor();
        await picture('list', '[aria-labelledby=messages]', 560);
        await overview.close();

        const message = await show(`/messages/${historyProjects[0]}/${story}`);
        await message.locator('.timeline > li').nth(3).waitFor();
        await message.getByRole('button', { name: 'Check now with SignalWire' }).click();
        await message.getByText(/^SignalWire was not asked/).waitFor();
        await message.getByText('What was recorded').last().click();
        await picture('message', 'body', size === 'wide' ? 860 : 1_000);
        await message.close();

        const quarantine = await show('/quarantine');
        await quarantine.locator('[data-delivery]').nth(1).waitFor();
        await quarantine.getByRole('button', { name: 'Show the payload' }).first().click();
        await quarantine.getByText('message.updated').waitFor();
        await quarantine.getByRole('button', { name: 'Try all again' }).click();
        await quarantine.getByText(/All 2 tried/).waitFor();
        await picture('quarantine', 'body', 620);
        await quarantine.close();
      }
    });
  },
  { on: (framework, database) => framework === 'express' && database === 'SQLite' },
);

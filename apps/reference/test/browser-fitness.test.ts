import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { deliverSome, describeInBrowser } from './browser/suite.ts';
import { recordHistory } from './history.ts';

const pages = fileURLToPath(new URL('../../dashboard/dist/', import.meta.url));

/** The most that the scripts of the first screen may weigh, compressed, in bytes. */
const mostScript = 200_000;

describeInBrowser('the pages', (trial) => {
  const { row } = trial;

  test.each(['light', 'dark'] as const)(
    'have no serious fault of accessibility, %s, wide and narrow',
    {
      timeout: 90_000,
    },
    async (colorScheme) => {
      await deliverSome(trial);
      await trial.hosted.ledger.quarantine({
        receivedAt: new Date().toISOString(),
        reason: 'invalid_payload',
        message: 'A field cannot be read.',
        rawBody: new TextEncoder().encode('{"x":1}'),
        contentType: 'application/json',
      });
      for (const width of [1280, 375]) {
        const fits = async () => {
          expect(await trial.violations()).toEqual([]);
          expect(await trial.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        };
        let page = await trial.open('/?status=undelivered', { colorScheme, viewport: { width, height: 812 } });
        await row('m-handset-too').waitFor();
        await page.getByText('Filters', { exact: true }).click();
        await page.getByText('The same as a table').click();
        await page.getByRole('button', { name: 'Export' }).click();
        await page.getByRole('button', { name: 'Save the file' }).waitFor();
        await fits();
        await row('m-handset-too').getByRole('link').click();
        await page.getByText('What was recorded').first().click();
        await page.getByRole('button', { name: 'Copy as curl' }).click();
        await fits();
        await page.close();
        page = await trial.open('/quarantine', { colorScheme, viewport: { width, height: 812 } });
        await page.getByRole('button', { name: 'Show the payload' }).click();
        await page.getByText('{"x":1}').waitFor();
        await fits();
        await page.close();
        page = await trial.open('/?search=nothing', { colorScheme, viewport: { width, height: 812 } });
        await page.getByText('No message here.').waitFor();
        await fits();
        await page.close();
      }
    },
  );
});

describeInBrowser(
  'the scripts',
  (trial) => {
    const { row } = trial;

    test(`load at most ${mostScript / 1_000} kB of script for the first screen, compressed`, async () => {
      await recordHistory(trial.hosted.ledger, { seed: 1, messages: 300, until: Date.now(), hours: 20 });
      const page = await trial.open('about:blank');
      const scripts = new Set<string>();
      page.on('request', (request) => {
        if (request.resourceType() === 'script') scripts.add(new URL(request.url()).pathname);
      });
      await page.goto(trial.hosted.url);
      await row('').first().waitFor();
      await page.waitForLoadState('load');
      expect(scripts.size).toBeGreaterThan(0);
      let bytes = 0;
      for (const path of scripts) bytes += gzipSync(await readFile(pages + path), { level: 9 }).byteLength;
      expect(bytes).toBeGreaterThan(10_000);
      expect(bytes).toBeLessThanOrEqual(mostScript);
      // Other pages come when they are wanted.
      expect((await readdir(`${pages}assets`)).filter((name) => name.endsWith('.js')).length).toBeGreaterThan(
        scripts.size,
      );
    });
  },
  // The same build is served everywhere: weighed once it is weighed for all.
  { on: (framework, database) => framework === 'koa' && database === 'SQLite' },
);

import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { deliverSome, describeInBrowser } from './browser/suite.ts';
import { recordHistory } from './history.ts';

const pages = fileURLToPath(new URL('../../dashboard/dist/', import.meta.url));

/** The most that the scripts of the first screen may weigh, compressed, in bytes. */
const mostScript = 200_000;

const schemes = ['light', 'dark'] as const;
const narrow = { width: 375, height: 812 } as const;
const sizes = [narrow, { width: 1280, height: 812 }] as const;

describeInBrowser('the pages', (trial) => {
  const { row } = trial;

  test('have no serious fault of accessibility, light and dark, wide and narrow', { timeout: 120_000 }, async () => {
    await deliverSome(trial);
    await trial.hosted.ledger.quarantine({
      receivedAt: new Date().toISOString(),
      reason: 'invalid_payload',
      message: 'A field cannot be read.',
      rawBody: new TextEncoder().encode('{"x":1}'),
      contentType: 'application/json',
    });
    // Everything is opened where there is least room for it, and then looked at in every theme and size.
    const open = (path: string) => trial.open(path, { viewport: narrow, reducedMotion: 'reduce' });
    const fits = async () => {
      for (const size of sizes) {
        await trial.page.setViewportSize(size);
        for (const colorScheme of schemes) {
          await trial.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          const isDark = await trial.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches");
          expect(isDark).toBe(colorScheme === 'dark');
          expect(await trial.violations(), `${colorScheme}, ${size.width} px`).toEqual([]);
        }
        expect(await trial.page.evaluate('document.documentElement.scrollWidth')).toBe(size.width);
      }
      await trial.page.setViewportSize(narrow);
    };
    let page = await open('/?status=undelivered');
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
    page = await open('/quarantine');
    await page.getByRole('button', { name: 'Show the payload' }).click();
    await page.getByText('{"x":1}').waitFor();
    await fits();
    await page.close();
    page = await open('/?search=nothing');
    await page.getByText('No message here.').waitFor();
    await fits();
  });
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

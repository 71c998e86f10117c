import { expect, test } from 'vitest';
import { deliverSome, describeInBrowser } from './browser/suite.ts';

// What is checked here is the page's own, whatever serves it.
const once = { on: (framework: string, database: string) => framework === 'koa' && database === 'SQLite' };

describeInBrowser(
  'a link',
  (trial) => {
    const { becomes, row } = trial;

    /** Opens an address, and gathers what is answered with a refusal. */
    async function follow(path: string) {
      // Whoever listens must be there before the page is.
      const page = await trial.open('/');
      await trial.live();
      const refused: string[] = [];
      const unanswered = new Set<unknown>();
      page.on('request', (request) => {
        // The stream goes on for as long as the page is open.
        if (/\/api\/(?!feed\/stream)/.test(request.url())) unanswered.add(request);
      });
      for (const end of ['requestfinished', 'requestfailed'] as const) {
        page.on(end as 'requestfinished', (request) => unanswered.delete(request));
      }
      page.on('response', (response) => {
        if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`);
      });
      await page.goto(new URL(path, trial.hosted.url).href);
      return { page, refused, unanswered, search: () => new URL(page.url()).search };
    }

    test.each([
      ['/?since=yesterday', ''],
      ['/?since=275760-01-01T00:00:00Z', ''],
      ['/?range=forever&status=nonsense', ''],
      ['/?projectId=', ''],
      ['/?range=24h', ''],
      ['/?projectId=&range=7d', '?range=7d'],
      ['/?since=2020-01-02T00:00:00Z&until=2020-01-01T00:00:00Z', '?since=2020-01-02T00%3A00%3A00Z'],
      ['/?since=2020-11-22T04:30:00+02:00', '?since=2020-11-22T04%3A30%3A00%2B02%3A00'],
      ['/?since=0001-01-01T00:00:00Z', '?since=0001-01-01T00:00:00Z'],
      ['/?until=9999-12-31T23:59:59Z', ''],
      ['/?__proto__=1&constructor=2&toString=3', ''],
    ])('%s shows figures, and says in its address what it shows', async (path, expected) => {
      await deliverSome(trial);
      const { page, refused, unanswered, search } = await follow(path);
      await row('m-delivered').waitFor();
      await becomes('accepted', '5', 5_000);
      await trial.live();
      await expect.poll(() => unanswered.size).toBe(0);
      expect(search()).toBe(expected);
      // Its fields are filled with what the address says, which a browser complains of where it is none.
      await page.getByText('Filters', { exact: true }).click();
      await page.getByLabel('From').waitFor();
      expect(refused).toEqual([]);
    });

    test('into a message or the quarantine heeds what makes sense, and leads back with it', async () => {
      await deliverSome(trial);
      const { page, refused, search } = await follow('/quarantine?state=nonsense&range=7d&since=yesterday');
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(search()).toBe('?range=7d');
      await page.getByRole('link', { name: /All messages/ }).click();
      await row('m-delivered').getByRole('link').click();
      const address = new URL(page.url());
      address.search = '?status=nonsense&range=30d';
      await page.goto(address.href);
      await page.locator('.timeline > li').first().waitFor();
      expect(search()).toBe('?range=30d');
      expect(refused).toEqual([]);
    });

    test.each(['/quarantin', '/messages/%E0/x', '/messages/a/%'])(
      'that leads nowhere, as %s, says so in the frame of the page, and leads home',
      async (path) => {
        await deliverSome(trial);
        const { page, refused } = await follow(path);
        await page.getByText('There is no such page').waitFor();
        expect(await page.title()).toBe('No such page - StatusWire');
        await page.getByRole('link', { name: 'StatusWire' }).waitFor();
        expect(await trial.violations()).toEqual([]);
        expect(refused).toEqual([`404 ${trial.hosted.url}${path}`]);
        trial.forgive(/404/);
        await page.getByRole('link', { name: 'All messages' }).click();
        await row('m-delivered').waitFor();
      },
    );

    test('to a page that fails says so in the frame of the page, and what to do next', async () => {
      await deliverSome(trial);
      const { page } = await follow('/');
      await row('m-delivered').waitFor();
      await page.route('**/assets/quarantine-page*.js', (route) => route.abort());
      await page.goto(`${trial.hosted.url}/quarantine`);
      await page.getByText('This page could not be shown').waitFor();
      await page.getByRole('link', { name: 'StatusWire' }).waitFor();
      expect(await trial.violations()).toEqual([]);
      await page.unroute('**/assets/quarantine-page*.js');
      await page.getByRole('button', { name: 'Load it again' }).click();
      await page.getByRole('heading', { level: 1 }).waitFor();
      trial.forgive(/ERR_FAILED|dynamically imported module/);
    });
  },
  once,
);

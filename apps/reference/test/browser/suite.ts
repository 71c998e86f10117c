import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startBrowser, withoutBrowser } from '@statuswire/browser';
import type { LedgerStore } from '@statuswire/ledger';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { type Hosted, host, hosts } from '../hosted.ts';
import { createDatabaseOpener, type DatabaseName, databases, type TestDatabase } from './stores.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const builder = fileURLToPath(new URL('../../../dashboard/build/build-if-stale.ts', import.meta.url));

type Framework = (typeof hosts)[number][0];
type HostChoices = Omit<Parameters<typeof host>[0], 'framework' | 'createHost' | 'store'>;
type PageOptions = NonNullable<Parameters<Browser['newContext']>[0]>;

/** The service and the page that a test has, on one framework and one database. */
export interface BrowserTrial {
  readonly framework: Framework;
  readonly databaseName: DatabaseName;
  readonly hosted: Hosted;
  readonly page: Page;
  /** Hosts the service anew, with these choices, on an empty database unless one was filled for all. */
  rehost(choices: HostChoices): Promise<Hosted>;
  /** Opens a page of the service; whatever the browser complains about fails the test. */
  open(path?: string, options?: PageOptions): Promise<Page>;
  /** Opens a page in another tab beside the last one, which shares its connections. */
  openBeside(path?: string): Promise<Page>;
  /** Forgives what the browser complains about. */
  forgive(complaint: RegExp): void;
  /** A row of the list. */
  row(text: string): Locator;
  tile(name: string): Locator;
  /** Waits until the stream is open. */
  live(): Promise<void>;
  /** Waits for the figure of a tile. */
  becomes(name: string, value: string, withinMs: number): Promise<void>;
  /** What the accessibility checker finds that matters. */
  violations(): Promise<readonly string[]>;
}

async function violationsOn(page: Page): Promise<readonly string[]> {
  // Not as a script tag, which the policy of our pages refuses: the debugger is not bound by it.
  await page.evaluate(await readFile(axe, 'utf8'));
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run();
    return violations.map(
      ({ impact, id, nodes }) => `${impact}: ${id} at ${nodes.map(({ target }) => target).join(' | ')}`,
    );
  });
  return found.filter((text) => /^(?:serious|critical)/.test(text));
}

/** Where tests run, and on what. */
export interface BrowserTestOptions {
  /** @default everywhere */
  readonly on?: (framework: Framework, database: DatabaseName) => boolean;
  /**
   * Fills each database once, for all tests and both frameworks, which then may only read.
   *
   * @default each test has an empty database of its own
   */
  readonly fill?: (store: LedgerStore) => Promise<void>;
}

/** Describes what a person sees in a browser, on both frameworks and both databases, or on those chosen. */
export function describeInBrowser(
  name: string,
  tests: (trial: BrowserTrial) => void,
  { on = () => true, fill }: BrowserTestOptions = {},
): void {
  const opener = createDatabaseOpener();
  const subjects = hosts.flatMap(([framework, createHost]) =>
    databases.filter((each) => on(framework, each)).map((databaseName) => ({ framework, createHost, databaseName })),
  );
  const filled = new Map<DatabaseName, TestDatabase>();
  let browser: Browser;

  beforeAll(async () => {
    if (withoutBrowser !== null) return;
    await promisify(execFile)(process.execPath, [builder]);
    browser = await startBrowser();
    if (fill === undefined) return;
    for (const databaseName of new Set(subjects.map((each) => each.databaseName))) {
      const database = await opener.open(databaseName);
      filled.set(databaseName, database);
      await database.store.migrate();
      await fill(database.store);
    }
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    for (const { store, close } of filled.values()) {
      await store.close();
      await close();
    }
    await opener.stop();
  });

  /** One that others use, too, or one of the test's own. */
  async function openDatabase(databaseName: DatabaseName): Promise<TestDatabase> {
    const shared = filled.get(databaseName);
    if (shared === undefined) return await opener.open(databaseName);
    const leave = async () => {};
    return { store: { ...shared.store, close: leave }, close: leave };
  }

  describe.each(subjects)(`${name}, $framework on $databaseName`, ({ framework, createHost, databaseName }) => {
    let hosted: Hosted | null = null;
    let database: TestDatabase | null = null;
    let contexts: BrowserContext[] = [];
    let pages: Page[] = [];
    let complaints: string[] = [];

    function present<Thing>(thing: Thing | null | undefined): Thing {
      if (thing == null) throw new Error('It was not opened yet.');
      return thing;
    }

    async function close(): Promise<void> {
      for (const context of contexts) await context.close();
      await hosted?.close();
      await database?.close();
      contexts = [];
      pages = [];
      hosted = null;
      database = null;
    }

    async function openIn(context: BrowserContext, path: string): Promise<Page> {
      const page = await context.newPage();
      pages.push(page);
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(new URL(path, trial.hosted.url).href);
      return page;
    }

    const trial: BrowserTrial = {
      framework,
      databaseName,
      get hosted() {
        return present(hosted);
      },
      get page() {
        return present(pages.at(-1));
      },
      async rehost(choices) {
        await close();
        database = await openDatabase(databaseName);
        hosted = await host({ framework, createHost, store: database.store, ...choices });
        return hosted;
      },
      async open(path = '/', options = {}) {
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
        contexts.push(context);
        return await openIn(context, path);
      },
      openBeside: async (path = '/') => await openIn(trial.page.context(), path),
      forgive(complaint) {
        complaints = complaints.filter((text) => !complaint.test(text));
      },
      row: (text) => trial.page.locator('.rows tr', { hasText: text }),
      tile: (tileName) => trial.page.locator(`[data-tile=${tileName}] strong`),
      live: () => trial.page.getByText('Live', { exact: true }).waitFor(),
      async becomes(tileName, value, withinMs) {
        const figure = trial.page.locator(`[data-tile=${tileName}] strong`, { hasText: new RegExp(`^${value}$`) });
        await figure.waitFor({ timeout: withinMs });
      },
      violations: () => violationsOn(trial.page),
    };

    beforeEach(async ({ skip }) => {
      skip(withoutBrowser !== null, withoutBrowser ?? '');
      complaints = [];
      await trial.rehost({});
    });

    afterEach(async () => {
      await close();
      expect(complaints).toEqual([]);
    });

    tests(trial);
  });
}

/** Some messages of every kind of ending. */
export async function deliverSome({ hosted }: BrowserTrial): Promise<void> {
  const ends = [
    ['m-delivered', 'delivered', undefined],
    ['m-handset', 'undelivered', '30003'],
    ['m-handset-too', 'undelivered', '30003'],
    ['m-opted-out', 'failed', '21610'],
    ['m-sent', 'sent', undefined],
    ['m-inbound', 'received', undefined],
  ] as const;
  for (const [messageId, status, errorCode] of ends) {
    await hosted.deliver({ messageId, status, ...(errorCode === undefined ? {} : { errorCode }) });
  }
}

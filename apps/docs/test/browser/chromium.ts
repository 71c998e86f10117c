import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

// No traffic of its own: nothing but the pages under test.
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const folders = (process.env.PATH ?? '').split(delimiter);
const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);

/** Why the tests in a browser cannot run here; `null` where they can, and where they must. */
export const withoutBrowser: string | null =
  found === undefined && process.env.CI !== 'true' ? 'no Chromium on this machine' : null;

/** Starts the system's Chromium. */
export async function startBrowser(): Promise<Browser> {
  if (found === undefined) throw new Error(`None of ${names.join(', ')} is on the path, and CI must not go without.`);
  return await chromium.launch({ executablePath: found, args: flags });
}

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** Where the pages are, and where the API reference is put beside them. */
export const pagesFolder = `${repository}docs/`;

/** Every page there is now, by its path from the folder without its ending: `ledger`, `reference/ledger/sqlite`. */
export function pages(): string[] {
  return readdirSync(pagesFolder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => path.replace(/\.md$/, ''))
    .sort();
}

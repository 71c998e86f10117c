import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

const relativeSpecifier = /(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}\/[^"']+)\.js["']/g;

/**
 * Copies the declarations that a package's entry stands on, and nothing else of the package: the entry's own file and what it
 * imports by relative path, each at the place that it has in the package.
 */
export function copyDeclarations(packageFolder: string, entry: string, target: string): void {
  const waiting = [entry];
  const copied = new Set<string>();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (copied.has(path)) continue;
    copied.add(path);
    const from = join(packageFolder, path);
    const to = join(target, path);
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to);
    for (const [, imported = ''] of readFileSync(from, 'utf8').matchAll(relativeSpecifier)) {
      waiting.push(posix.join(posix.dirname(path), `${imported}.d.ts`));
    }
  }
}

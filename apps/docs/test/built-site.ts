import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const packageFolder = fileURLToPath(new URL('../', import.meta.url));

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

/** The site as it would be published, on loopback. */
export interface BuiltSite {
  readonly url: string;
  /** What the build said. */
  readonly output: string;
  /** Every page, by its path: `index.html`, `reference/ledger.html`. */
  readonly pages: readonly string[];
  /** A file of the site; `null` where there is none. */
  read(path: string): string | null;
  close(): Promise<void>;
}

async function run(...command: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { cwd: packageFolder });
  return stdout + stderr;
}

function filesOf(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [file.slice(folder.length + 1), readFileSync(file)];
    }),
  );
}

/** Builds the site, API reference first, as `docs:build` does, and serves it. */
export async function buildSite(): Promise<BuiltSite> {
  const folder = mkdtempSync(join(tmpdir(), 'statuswire-docs-'));
  const reference = await run('node_modules/typedoc/bin/typedoc');
  const site = await run('node_modules/vitepress/bin/vitepress.js', 'build', '--outDir', folder);
  const files = filesOf(folder);
  rmSync(folder, { recursive: true });

  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname).slice(1);
    const content = files.get(path.endsWith('/') || path === '' ? `${path}index.html` : path);
    const type = mediaTypes[extname(path) === '' ? '.html' : extname(path)] ?? 'application/octet-stream';
    response.writeHead(content === undefined ? 404 : 200, { 'content-type': type }).end(content);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/`,
    output: reference + site,
    pages: [...files.keys()].filter((path) => path.endsWith('.html')).sort(),
    read: (path) => files.get(path)?.toString('utf8') ?? null,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

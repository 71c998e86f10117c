import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from '../front/prepared.ts';
import type { Reply, Route } from '../host.ts';
import { notFound } from '../problem-reply.ts';

/** Where `pnpm --filter @statuswire/dashboard build` puts the pages. */
const builtPages = fileURLToPath(new URL('../../../dashboard/dist/', import.meta.url));

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The paths that a person can be at; what is shown there is decided in the browser. */
const pagePaths = ['/', '/messages/{projectId}/{messageId}', '/quarantine'] as const;

const notBuilt = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>StatusWire</title>
<h1>The dashboard is not built</h1>
<p>Build it with <code>npx -y pnpm@12 --filter @statuswire/dashboard build</code>, or start with <code>npx -y pnpm@12 start</code>, which does. Then start again.
</html>
`;

function fileReply(name: string, body: string, cacheControl: string): Reply {
  const type = mediaTypes[extname(name)] ?? 'application/octet-stream';
  return { status: 200, headers: { 'content-type': type, 'cache-control': cacheControl }, body };
}

/** Answers with a file in the smallest form that the browser takes. */
function fileAnswer(plain: Reply): Route['answer'] {
  const prepared = prepare(String(plain.body));
  return ({ headers }) => {
    const form = prepared.of(headers['accept-encoding']);
    if (form === null) return plain;
    return { ...plain, headers: { ...plain.headers, 'content-encoding': form.encoding }, body: form.body };
  };
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * The routes of the pages. The built files are read once, here: there are few, and what is served cannot be a path that
 * somebody asked for. Without any, the pages say how to build them.
 */
export function createPageRoutes(folder: string = builtPages): readonly Route[] {
  const files = filesIn(folder).filter((name) => extname(name) in mediaTypes);
  const read = (name: string) => readFileSync(`${folder}/${name}`, 'utf8');
  const page = files.includes('index.html')
    ? fileReply('index.html', read('index.html'), 'no-cache')
    : { ...fileReply('index.html', notBuilt, 'no-store'), status: 503 };
  // Their names change with their content.
  const assets = new Map(
    filesIn(`${folder}/assets`)
      .filter((name) => extname(name) in mediaTypes)
      .map((name) => {
        const reply = fileReply(name, read(`assets/${name}`), 'public, max-age=31536000, immutable');
        return [name, fileAnswer(reply)];
      }),
  );
  const others = files.filter((name) => name !== 'index.html');
  return [
    ...pagePaths.map((path): Route => ({ method: 'GET', path, answer: () => page })),
    {
      method: 'GET',
      path: '/assets/{name}',
      needs: 'nothing',
      answer: (request) => assets.get(String(request.parameters.name))?.(request) ?? notFound,
    },
    ...others.map((name): Route => {
      const reply = fileReply(name, read(name), 'public, max-age=3600');
      return { method: 'GET', path: `/${name}`, needs: 'nothing', answer: fileAnswer(reply) };
    }),
  ];
}

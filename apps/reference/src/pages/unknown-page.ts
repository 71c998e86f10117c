import type { Reply, Route, RouteRequest } from '../host.ts';

/** Under these only programs ask, whatever they accept; as the routers, in upper or lower case. */
const programs: readonly string[] = ['api', 'assets', 'callbacks', 'metrics', 'healthz', 'readyz'];

/** How much a client wants a type that it names, from 0 to 1; what it takes only as one of many it does not ask for. */
function weightOf(accept: string, type: string): number {
  const weights = accept.split(',').flatMap((each) => {
    const [name, ...parameters] = each.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((part) => part.startsWith('q='))?.slice(2) ?? '1';
    return name === type ? [Number(weight) || 0] : [];
  });
  return Math.max(0, ...weights);
}

function isAskedByPerson({ headers: { accept = '' }, incoming: { method, url = '' } }: RouteRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const [, first = ''] = /^\/([^/?#]*)/.exec(url.toLowerCase()) ?? [];
  if (programs.includes(first)) return false;
  const json = Math.max(weightOf(accept, 'application/json'), weightOf(accept, 'application/problem+json'));
  return weightOf(accept, 'text/html') > json;
}

/**
 * The answer where an address leads nowhere: for a person in a browser the page, which says so and leads on, for a program a
 * problem document.
 */
export function createUnknownAnswer(pages: readonly Route[], problem: Reply): Route['answer'] {
  // All pages are the same file. Who may not see it is told so here, too.
  const home = pages.find(({ path }) => path === '/');
  return async (request) => {
    if (home === undefined || !isAskedByPerson(request)) return problem;
    const reply = await home.answer(request);
    return reply.status === 200 ? { ...reply, status: 404 } : reply;
  };
}

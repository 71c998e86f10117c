/** The named parts of a path, decoded. */
export type RouteParameters = Readonly<Record<string, string>>;

/** A method, a path template such as `/messages/:id`, and what answers there. */
export type Route<Handler> = readonly [method: string, template: string, handler: Handler];

/** What a table says of a request: the handler, or the methods that the path has. */
export type RouteMatch<Handler> =
  | { readonly kind: 'found'; readonly handler: Handler; readonly parameters: RouteParameters }
  | { readonly kind: 'wrong_method'; readonly allowed: readonly string[] }
  | { readonly kind: 'not_found' };

function decodedSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

function matchTemplate(template: readonly string[], segments: readonly string[]): RouteParameters | null {
  if (template.length !== segments.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, expected] of template.entries()) {
    const segment = segments[index] ?? '';
    if (!expected.startsWith(':')) {
      if (segment !== expected) return null;
      continue;
    }
    const value = decodedSegment(segment);
    if (value === null || value === '') return null;
    parameters[expected.slice(1)] = value;
  }
  return parameters;
}

/** Makes the function that finds a request's handler. */
export function createRouteTable<Handler>(
  routes: readonly Route<Handler>[],
): (method: string, path: string) => RouteMatch<Handler> {
  const compiled = routes.map(([method, template, handler]) => ({ method, template: template.split('/'), handler }));
  return (method, path) => {
    const segments = path.split('/');
    const allowed: string[] = [];
    for (const route of compiled) {
      const parameters = matchTemplate(route.template, segments);
      if (parameters === null) continue;
      if (route.method === method) return { kind: 'found', handler: route.handler, parameters };
      allowed.push(route.method);
    }
    return allowed.length === 0 ? { kind: 'not_found' } : { kind: 'wrong_method', allowed };
  };
}

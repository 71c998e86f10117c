import { callbackPath, type Framework } from './host.ts';

const frameworkNames: Readonly<Record<Framework, string>> = { express: 'Express', koa: 'Koa' };

// Credentials in the URL, and tokens in its query, are nobody's business who looks at a screen.
function withoutSecrets(publicUrl: string): string {
  return publicUrl.replace(/^(https?:\/\/)[^/?#@]*@/i, '$1•••@').replace(/[?#].*$/s, '');
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n');
}

/** What is said at the start: where the service is, what goes on and how to end it. */
export function welcome({
  hosts,
  publicUrl,
  place,
  demo,
}: {
  readonly hosts: readonly { readonly framework: Framework; readonly url: string }[];
  readonly publicUrl: string;
  /** Where the record is kept. */
  readonly place: string;
  readonly demo: { readonly seed: number; readonly pace: number } | null;
}): string {
  const addresses = hosts.map(({ framework, url }) => [frameworkNames[framework], `${url}${callbackPath}`] as const);
  const places = table([
    ...addresses,
    ['Signed for', withoutSecrets(publicUrl)],
    ['Recorded in', `${place} (tables are up to date)`],
    ['As JSON', `${hosts[0]?.url}/api/messages`],
  ]);
  if (demo === null) {
    const otherPath = new URL(publicUrl).pathname !== callbackPath;
    const hint = otherPath ? `PUBLIC_URL has another path: whatever passes callbacks on must map it.\n` : '';
    return `StatusWire reference app\n\n${places}\n\n${hint}Waiting for callbacks from SignalWire. Ctrl-C stops.\n`;
  }
  return `StatusWire reference app, demo

${places}

A stand-in for SignalWire signs callbacks of both dialects and posts them here, some of them repeated, out of
order, late (by SignalWire's own time, which only the platform dialect tells) or forged: those are refused.
Ctrl-C stops. Seed ${demo.seed}: --seed ${demo.seed} plays the same messages again.
`;
}

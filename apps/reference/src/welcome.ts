import { type ShownSetting, settingsTable, withoutSecrets } from './configuration/settings-table.ts';
import { callbackPath, type Framework } from './host.ts';

const frameworkNames: Readonly<Record<Framework, string>> = { express: 'Express', koa: 'Koa' };

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n');
}

const offHint =
  'Lost callbacks are not looked for: that takes SIGNALWIRE_SPACE_URL, SIGNALWIRE_PROJECT_ID and SIGNALWIRE_API_TOKEN.\n';

/** What there is to say at the start. */
export interface StartReport {
  readonly hosts: readonly { readonly framework: Framework; readonly url: string }[];
  /** As in the configuration. */
  readonly publicUrl: string | null;
  /** Where the record is kept. */
  readonly place: string;
  /** Whether SignalWire is asked about what its callbacks did not tell. */
  readonly asks: boolean;
  readonly demo: { readonly seed: number /** The sandbox's. */; readonly url: string } | null;
  readonly settings: readonly ShownSetting[];
}

/** What is said at the start: where the service is, what was configured, what goes on and how to end it. */
export function welcome({ hosts, publicUrl, place, asks, demo, settings }: StartReport): string {
  const addresses = hosts.map(({ framework, url }) => [frameworkNames[framework], `${url}${callbackPath}`] as const);
  const places = table([
    ...addresses,
    ...(publicUrl === null ? [] : [['Signed for', withoutSecrets(publicUrl)] as const]),
    ['Recorded in', `${place} (tables are up to date)`],
    ['Dashboard', `${hosts[0]?.url}/`],
    ['As JSON', `${hosts[0]?.url}/api/messages`],
    ...(demo === null ? [] : [['Sandbox', `${demo.url}/_sandbox`] as const]),
  ]);
  if (demo === null) {
    const otherPath = publicUrl !== null && new URL(publicUrl).pathname !== callbackPath;
    const hint = otherPath ? `PUBLIC_URL has another path: whatever passes callbacks on must map it.\n` : '';
    return `StatusWire reference app\n\n${places}\n\nSettings\n\n${settingsTable(settings)}\n\n${hint}${asks ? '' : offHint}Waiting for callbacks from SignalWire. Ctrl-C stops.\n`;
  }
  return `StatusWire reference app, demo

${places}

Settings

${settingsTable(settings)}

The sandbox stands in for SignalWire: it takes made-up messages through their lives and posts signed callbacks of
both dialects here. Some come repeated, out of order or late (by SignalWire's own time, which only the platform
dialect tells), a few contradict each other; forged ones are refused each of the three times they are tried.
Some endings are lost: the sandbox is asked about them, and the log says what that healed. A few cannot be read, and
are kept in quarantine.
To order a fault yourself, in place of those:

  curl -X PUT -H 'content-type: application/json' -d '[{"kind":"repeated","times":2}]' ${demo.url}/_sandbox/faults

Ctrl-C stops. Seed ${demo.seed}: --seed ${demo.seed} plays the same messages again.
`;
}

import { settingNames, settingOf } from './configuration/settings.ts';
import { defaultDatabaseFile } from './database/location.ts';
import { callbackPath } from './host.ts';

const variables = settingNames
  .flatMap((name) => {
    const { variable, about, inDemo } = settingOf(name);
    return variable === null ? [] : [`  ${variable.padEnd(23)}${inDemo ? '*' : ' '} ${about}`];
  })
  .join('\n');

/** What `--help` says. */
export const usage = `Receives SignalWire's message status callbacks and shows what became of each message.

Usage: npx -y pnpm@12 run live [flags]

  --demo               also start a sandbox, a stand-in for SignalWire that sends callbacks of made-up messages here;
                       needs no settings
  --framework NAME     express or koa; default express, and with --demo both
  --port N             port to listen on, 0 for any that is free; the demo's second framework
                       and its sandbox take the next ones
  --database FILE      SQLite file to record in, or a postgres:// URL, or :memory: to keep nothing;
                       default ${defaultDatabaseFile}, and with --demo a temporary one
  --seed N             with --demo: play the same messages, with the same faults, again
  --pace N             with --demo: how much faster than life, 0.1 to 100; default 1
  -h, --help           say this
  --version            say the version

Environment; what is marked with * is read by --demo, too:

${variables}

SIGNALWIRE_SIGNING_KEY, SIGNALWIRE_API_TOKEN, ACCESS_CREDENTIALS and DATABASE_URL can stand in a file instead, which the
variable with _FILE at its end names. NO_COLOR prints without colour. The standard OTEL_… variables switch traces on.

It answers POST ${callbackPath} (SignalWire), GET /healthz and /readyz; and to who may ask, this machine alone unless
ACCESS_CREDENTIALS says otherwise, the dashboard, GET /metrics, /api/messages, /api/summary, /api/feed, /api/quarantine, /api/reconciler and the description of them all, /api/openapi.json.
More of each setting: docs/operations.md. SIGINT or SIGTERM stops it once everything accepted is answered; a second one stops it at once.

Exit codes: 0 stopped as asked, 1 could not start or not close everything, 2 wrong flags or environment.
`;

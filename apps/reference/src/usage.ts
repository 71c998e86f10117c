import { defaultDatabaseFile } from './database/location.ts';
import { callbackPath } from './host.ts';

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

Environment, not read by --demo but for PORT and HOST:

  PUBLIC_URL               the callback URL exactly as SignalWire was given it
  SIGNALWIRE_SIGNING_KEY   the project's signing key; while it is being replaced, both with a comma between
  SIGNALWIRE_SPACE_URL     with the next two: ask SignalWire about callbacks that were lost;
                           the space, such as example.signalwire.com
  SIGNALWIRE_PROJECT_ID    the project's id
  SIGNALWIRE_API_TOKEN     an API token of the project
  DATABASE_FILE            as --database
  DATABASE_URL             PostgreSQL database to record in, as a postgres:// URL
  PORT                     as --port; default 8080
  HOST                     127.0.0.1 (default), ::1 or localhost
  NO_COLOR                 print without colour

It answers POST ${callbackPath} (SignalWire) and, to this machine alone, GET /api/messages, /api/summary, /api/feed,
/api/quarantine, /api/reconciler and the description of them all, /api/openapi.json.
SIGINT or SIGTERM stops it once everything accepted is answered; a second one stops it at once.

Exit codes: 0 stopped as asked, 1 could not start, 2 wrong flags or environment.
`;

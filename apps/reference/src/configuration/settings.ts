import type { FlagName } from '../flags.ts';

/** One thing that can be configured: how it is named, and what is said of it. */
export interface Setting {
  /** The environment's variable; `null` where there is only a flag. */
  readonly variable: string | null;
  /** The flag, which goes before the variable; `null` where there is only a variable. */
  readonly flag: FlagName | null;
  /** In words; shown where nothing was given. */
  readonly usual: string;
  /** How its value is shown: not at all, or of a URL without credentials and query. */
  readonly shown: 'plain' | 'hidden' | 'url';
  /** Whether the demo reads it, too. */
  readonly inDemo: boolean;
  /** What it is for, in one line. */
  readonly about: string;
}

/** Everything that can be configured, in the order in which it is shown. */
export const settings = {
  publicUrl: {
    variable: 'PUBLIC_URL',
    flag: null,
    usual: 'none: it must be given',
    shown: 'url',
    inDemo: false,
    about: 'the callback URL exactly as SignalWire was given it',
  },
  signingKeys: {
    variable: 'SIGNALWIRE_SIGNING_KEY',
    flag: null,
    usual: 'none: it must be given',
    shown: 'hidden',
    inDemo: false,
    about: "the project's signing key; while it is being replaced, both with a comma between",
  },
  spaceUrl: {
    variable: 'SIGNALWIRE_SPACE_URL',
    flag: null,
    usual: 'lost callbacks are not looked for',
    shown: 'plain',
    inDemo: false,
    about: 'with the next two: whom to ask about callbacks that were lost, such as example.signalwire.com',
  },
  projectId: {
    variable: 'SIGNALWIRE_PROJECT_ID',
    flag: null,
    usual: 'none',
    shown: 'plain',
    inDemo: false,
    about: "the project's id",
  },
  apiToken: {
    variable: 'SIGNALWIRE_API_TOKEN',
    flag: null,
    usual: 'none',
    shown: 'hidden',
    inDemo: false,
    about: 'an API token of the project',
  },
  framework: {
    variable: 'FRAMEWORK',
    flag: 'framework',
    usual: 'express; with --demo both',
    shown: 'plain',
    inDemo: true,
    about: 'express or koa',
  },
  host: {
    variable: 'HOST',
    flag: null,
    usual: '127.0.0.1',
    shown: 'plain',
    inDemo: true,
    about: 'the address to listen on; one that is not loopback takes ACCESS_CREDENTIALS',
  },
  port: {
    variable: 'PORT',
    flag: 'port',
    usual: '8080',
    shown: 'plain',
    inDemo: true,
    about: 'the port to listen on, 0 for any that is free',
  },
  accessCredentials: {
    variable: 'ACCESS_CREDENTIALS',
    flag: null,
    usual: 'none: this machine alone may ask',
    shown: 'hidden',
    inDemo: false,
    about: 'who may use dashboard and API: NAME:SECRET:RIGHTS, several with a space between',
  },
  trustedProxies: {
    variable: 'TRUSTED_PROXIES',
    flag: null,
    usual: 'none',
    shown: 'plain',
    inDemo: false,
    about: 'addresses or networks of proxies whose X-Forwarded-For is believed, with a comma between',
  },
  database: {
    variable: null,
    flag: 'database',
    usual: 'the next two decide; with --demo a temporary file',
    shown: 'url',
    inDemo: true,
    about: 'a SQLite file, a postgres:// URL or :memory:, in place of the next two',
  },
  databaseFile: {
    variable: 'DATABASE_FILE',
    flag: null,
    usual: 'data/statuswire.sqlite',
    shown: 'plain',
    inDemo: false,
    about: 'the SQLite file to record in',
  },
  databaseUrl: {
    variable: 'DATABASE_URL',
    flag: null,
    usual: 'none: SQLite is used',
    shown: 'url',
    inDemo: false,
    about: 'the PostgreSQL database to record in, as a postgres:// URL, in place of a file',
  },
  keepTextsDays: {
    variable: 'KEEP_TEXTS_DAYS',
    flag: null,
    usual: '30',
    shown: 'plain',
    inDemo: false,
    about: 'after how many days without news a message loses its text and raw payloads; or forever',
  },
  keepMessagesDays: {
    variable: 'KEEP_MESSAGES_DAYS',
    flag: null,
    usual: '365',
    shown: 'plain',
    inDemo: false,
    about: 'after how many days without news a message goes with its events and figures; or forever',
  },
  keepQuarantinedDays: {
    variable: 'KEEP_QUARANTINED_DAYS',
    flag: null,
    usual: '30',
    shown: 'plain',
    inDemo: false,
    about: 'after how many days a quarantined delivery goes that somebody dealt with; or forever',
  },
  logFormat: {
    variable: 'LOG_FORMAT',
    flag: null,
    usual: 'pretty in a terminal and with --demo, else json',
    shown: 'plain',
    inDemo: true,
    about: 'pretty, a line for people; or json, an object a line',
  },
  logLevel: {
    variable: 'LOG_LEVEL',
    flag: null,
    usual: 'info',
    shown: 'plain',
    inDemo: true,
    about: 'of json: what is logged at least, one of debug, info, warn and error',
  },
  maxStreams: {
    variable: 'MAX_STREAMS',
    flag: null,
    usual: '1000',
    shown: 'plain',
    inDemo: true,
    about: 'how many event streams may be open at once: one for each page that somebody looks at',
  },
  maxExports: {
    variable: 'MAX_EXPORTS',
    flag: null,
    usual: '4',
    shown: 'plain',
    inDemo: true,
    about: 'how many exports may be under way at once',
  },
  drainSeconds: {
    variable: 'DRAIN_SECONDS',
    flag: null,
    usual: '0',
    shown: 'plain',
    inDemo: false,
    about: 'how long /readyz says no before connections are refused, for a load balancer to notice',
  },
  seed: {
    variable: null,
    flag: 'seed',
    usual: 'by chance',
    shown: 'plain',
    inDemo: true,
    about: 'with --demo: play the same messages, with the same faults, again',
  },
  pace: {
    variable: null,
    flag: 'pace',
    usual: '1',
    shown: 'plain',
    inDemo: true,
    about: 'with --demo: how much faster than life, 0.1 to 100',
  },
} as const satisfies Readonly<Record<string, Setting>>;

/** The name of a setting, for code. */
export type SettingName = keyof typeof settings;

/** The names of the settings, in order. */
export const settingNames = Object.keys(settings) as SettingName[];

/** The setting of a name, with what it may be without the names that this one has. */
export function settingOf(name: SettingName): Setting {
  return settings[name];
}

/** Variables whose value may stand in a file instead, which another variable names: `…_FILE`, as secrets are handed over. */
export const secretVariables: ReadonlySet<string> = new Set([
  'SIGNALWIRE_SIGNING_KEY',
  'SIGNALWIRE_API_TOKEN',
  'ACCESS_CREDENTIALS',
  'DATABASE_URL',
]);

/** Read by OpenTelemetry itself, and listed here for what it decides: whether there are traces, and where they go. */
export const tracingVariables = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const;

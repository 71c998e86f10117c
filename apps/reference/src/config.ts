import { randomInt } from 'node:crypto';
import { z } from 'zod';
import {
  type DatabaseLocation,
  defaultDatabaseFile,
  isPostgresUrl,
  memoryName,
  parseLocation,
} from './database/location.ts';
import { createDemoProjects, type DemoProject } from './demo/projects.ts';
import { type FlagName, readFlags } from './flags.ts';
import { callbackPath, type Framework, frameworks } from './host.ts';
import type { RestCredentials } from './reconciling.ts';

/** What the service is to do. */
export interface Configuration {
  /** A loopback address. */
  readonly host: string;
  /** The frameworks to start and the port of each; 0 stands for any that is free. */
  readonly listeners: readonly { readonly framework: Framework; readonly port: number }[];
  /** The endpoint's URL as it was given to SignalWire; `null` where that is the URL at which each framework is reached. */
  readonly publicUrl: string | null;
  readonly signingKeys: readonly [string, ...string[]];
  readonly database: DatabaseLocation;
  /** Whom to ask about callbacks that were lost; `null` where nobody is to be asked. */
  readonly rest: RestCredentials | null;
  /** What the demo does; `null` where only real callbacks are to come. */
  readonly demo: DemoConfiguration | null;
}

/** What the demo does. */
export interface DemoConfiguration {
  /** Decides which messages there are and what becomes of them. */
  readonly seed: number;
  /** How much faster than life. */
  readonly pace: number;
  readonly projects: readonly DemoProject[];
  /** 0 stands for any that is free. */
  readonly sandboxPort: number;
  /** Whether nobody asked for these ports, so that others will do. */
  readonly anyPort: boolean;
}

/** What environment and flags say. */
export type ConfigurationResult =
  | { readonly kind: 'run'; readonly configuration: Configuration }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'invalid'; readonly faults: readonly string[] };

const urlHint = `Set it to the callback URL exactly as SignalWire was given it, such as https://example.com${callbackPath}`;
const defaultPort = 8_080;

function wholeNumber(most: number, rule: string) {
  return z
    .string()
    .regex(/^\d{1,10}$/, rule)
    .transform(Number)
    .pipe(z.int().max(most, rule));
}

const hostRule =
  'is no loopback address. Until authentication exists, this service listens on 127.0.0.1, ::1 or localhost only, ' +
  'since it shows texts and numbers to whoever asks: unset it, and let a proxy or tunnel pass callbacks on.';
const paceRule = 'must be a number from 0.1 to 100, such as 2 for twice as fast.';

const locationRule = `must be a file, ${memoryName} or a URL that begins with postgres://.`;
const fileRule = 'is a URL: give a file here, and the URL of a PostgreSQL database in DATABASE_URL.';
const urlRule =
  'must be a URL that begins with postgres://, such as postgres://user:password@localhost:5432/statuswire.';

function location(rule: string, fits: (given: string) => boolean) {
  return z
    .string()
    .refine(fits, rule)
    .transform((given) => parseLocation(given) ?? z.NEVER)
    .optional();
}

const common = {
  database: location(locationRule, (given) => parseLocation(given) !== null),
  framework: z.enum(frameworks, `must be one of ${frameworks.join(', ')}.`).optional(),
  host: z.enum(['127.0.0.1', '::1', 'localhost'], hostRule).default('127.0.0.1'),
  port: wholeNumber(
    65_535,
    `must be a whole number from 0 (any that is free) to 65535, such as ${defaultPort}.`,
  ).optional(),
};

const signingKeySchema = z
  .string()
  .min(
    1,
    'holds an empty key, with which anyone could sign: give one key, or several with a comma between two of them.',
  );

const restHint = 'Give SIGNALWIRE_SPACE_URL, SIGNALWIRE_PROJECT_ID and SIGNALWIRE_API_TOKEN, or none of them.';
const spaceRule =
  'must be the host of the space, such as example.signalwire.com, or its https URL without credentials, query and fragment.';

function isSpace(given: string): boolean {
  const text = given.includes('://') ? given : `https://${given}`;
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
  // Anywhere else the token would cross the network in clear text.
  return (protocol === 'https:' || (protocol === 'http:' && isLoopback)) && username + password + search + hash === '';
}

const restNames = ['spaceUrl', 'projectId', 'apiToken'] as const;

const liveSchema = z
  .object({
    ...common,
    publicUrl: z
      .string(`is missing. ${urlHint}`)
      .refine((url) => /^https?:\/\/[^\s/?#]+\S*$/i.test(url) && URL.canParse(url), `is no absolute URL. ${urlHint}`),
    signingKeys: z
      .string('is missing. Set it to the "Signing Key" of the project (API Credentials in the SignalWire dashboard).')
      .transform((list) => list.split(',').map((key) => key.trim()))
      .pipe(z.tuple([signingKeySchema], signingKeySchema)),
    databaseFile: location(fileRule, (given) => !given.includes('://')),
    databaseUrl: location(urlRule, isPostgresUrl),
    spaceUrl: z.string().refine(isSpace, spaceRule).optional(),
    projectId: z
      .string()
      .regex(
        /^[!-9;-~]{1,200}$/,
        'must be the id of the project, as API Credentials in the SignalWire dashboard shows it.',
      )
      .optional(),
    apiToken: z
      .string()
      .regex(/^[!-~]{1,4096}$/, 'must be an API token of the project: printable ASCII without spaces.')
      .optional(),
    seed: z.undefined('does nothing without --demo: add --demo, or leave it out.'),
    pace: z.undefined('does nothing without --demo: add --demo, or leave it out.'),
  })
  .refine(
    ({ database, databaseFile, databaseUrl }) =>
      database !== undefined || databaseFile === undefined || databaseUrl === undefined,
    {
      path: ['databaseUrl'],
      message: 'and DATABASE_FILE both say where to record: unset one of them.',
    },
  )
  .superRefine((given, context) => {
    const missing = restNames.filter((name) => given[name] === undefined);
    if (missing.length === restNames.length) return;
    for (const name of missing) {
      context.addIssue({ code: 'custom', path: [name], message: `is missing. ${restHint}` });
    }
  });

const demoSchema = z
  .object({
    ...common,
    seed: wholeNumber(2 ** 32 - 1, `must be a whole number from 0 to ${2 ** 32 - 1}.`).optional(),
    pace: z
      .string()
      .regex(/^\d{1,3}(?:\.\d{1,3})?$/, paceRule)
      .transform(Number)
      .pipe(z.number().min(0.1, paceRule).max(100, paceRule))
      .default(1),
  })
  .refine(({ framework, port = 0 }) => port + (framework === undefined ? 2 : 1) <= 65_535, {
    path: ['port'],
    message: 'leaves no port for the second framework and the sandbox, which take the next ones: give 65533 at most.',
  });

type SettingNames = Readonly<Record<keyof z.input<typeof liveSchema>, string>>;

function faultsOf(error: z.ZodError, names: SettingNames): string[] {
  return [...new Set(error.issues.map(({ path, message }) => `${names[path[0] as keyof SettingNames]} ${message}`))];
}

/** What a person calls each setting: where its value came from, or should have. */
function settingNames(flags: Readonly<Partial<Record<FlagName, string>>>): SettingNames {
  return {
    framework: '--framework',
    host: 'HOST',
    database: '--database',
    databaseFile: 'DATABASE_FILE',
    databaseUrl: 'DATABASE_URL',
    port: flags.port === undefined ? 'PORT' : '--port',
    publicUrl: 'PUBLIC_URL',
    signingKeys: 'SIGNALWIRE_SIGNING_KEY',
    spaceUrl: 'SIGNALWIRE_SPACE_URL',
    projectId: 'SIGNALWIRE_PROJECT_ID',
    apiToken: 'SIGNALWIRE_API_TOKEN',
    seed: '--seed',
    pace: '--pace',
  };
}

/**
 * Reads everything that can be configured, and says all that is wrong with it at once. The demo looks at none of
 * `PUBLIC_URL`, `SIGNALWIRE_…`, `DATABASE_FILE` and `DATABASE_URL`: made-up callbacks must not mix with real ones.
 */
export function readConfiguration(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ConfigurationResult {
  const { values: flags, faults: flagFaults } = readFlags(argv);
  if (flags.help !== undefined) return { kind: 'help' };
  if (flags.version !== undefined) return { kind: 'version' };

  // A variable that is set to nothing is how shells and compose files leave one out.
  const variable = (name: string): string | undefined => environment[name] || undefined;
  const settings = {
    framework: flags.framework,
    host: variable('HOST'),
    database: flags.database,
    databaseFile: variable('DATABASE_FILE'),
    databaseUrl: variable('DATABASE_URL'),
    port: flags.port ?? variable('PORT'),
    publicUrl: variable('PUBLIC_URL'),
    signingKeys: variable('SIGNALWIRE_SIGNING_KEY'),
    spaceUrl: variable('SIGNALWIRE_SPACE_URL'),
    projectId: variable('SIGNALWIRE_PROJECT_ID'),
    apiToken: variable('SIGNALWIRE_API_TOKEN'),
    seed: flags.seed,
    pace: flags.pace,
  };
  const names = settingNames(flags);

  if (flags.demo === undefined) {
    const parsed = liveSchema.safeParse(settings);
    const faults = [...flagFaults, ...(parsed.success ? [] : faultsOf(parsed.error, names))];
    if (!parsed.success || faults.length > 0) return { kind: 'invalid', faults };
    const { framework = 'express', host, port = defaultPort, publicUrl, signingKeys } = parsed.data;
    const { spaceUrl, projectId, apiToken: token } = parsed.data;
    const areGiven = spaceUrl !== undefined && projectId !== undefined && token !== undefined;
    const rest = areGiven ? { spaceUrl, projectId, token } : null;
    const listeners = [{ framework, port }];
    const chosen = parsed.data.database ?? parsed.data.databaseUrl ?? parsed.data.databaseFile;
    const database = chosen ?? ({ kind: 'sqlite', file: defaultDatabaseFile } as const);
    return { kind: 'run', configuration: { host, listeners, publicUrl, signingKeys, database, rest, demo: null } };
  }

  const parsed = demoSchema.safeParse(settings);
  const faults = [...flagFaults, ...(parsed.success ? [] : faultsOf(parsed.error, names))];
  if (!parsed.success || faults.length > 0) return { kind: 'invalid', faults };
  const { framework, host, port = defaultPort, seed = randomInt(10_000), pace } = parsed.data;
  const chosen = framework === undefined ? frameworks : [framework];
  const listeners = chosen.map((each, index) => ({ framework: each, port: port === 0 ? 0 : port + index }));
  const sandboxPort = port === 0 ? 0 : port + chosen.length;
  const projects = createDemoProjects();
  const demo = { seed, pace, projects, sandboxPort, anyPort: parsed.data.port === undefined };
  const [first, second] = projects;
  const signingKeys = [...first.signingKeys, ...second.signingKeys] as const;
  const database = parsed.data.database ?? ({ kind: 'temporary' } as const);
  return { kind: 'run', configuration: { host, listeners, publicUrl: null, signingKeys, database, rest: null, demo } };
}

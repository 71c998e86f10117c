import { isIP } from 'node:net';
import proxyaddr from 'proxy-addr';
import { z } from 'zod';
import { type Credential, parseCredentials } from '../access/credentials.ts';
import { isLoopback, isLoopbackAuthority } from '../access/loopback.ts';
import { isPostgresUrl, memoryName, parseLocation } from '../database/location.ts';
import { callbackPath, frameworks } from '../host.ts';
import { usualOpenAnswers } from '../places.ts';

/** How the log is written; `auto` is for people in a terminal, and JSON elsewhere. */
export const logFormats = ['pretty', 'json', 'auto'] as const;

/** What a JSON log holds at least. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

const urlHint = `Set it to the callback URL exactly as SignalWire was given it, such as https://example.com${callbackPath}`;
/** The port that is taken where none is given. */
export const defaultPort = 8_080;

function wholeNumber(most: number, rule: string) {
  return z
    .string()
    .regex(/^\d{1,10}$/, rule)
    .transform(Number)
    .pipe(z.int().max(most, rule));
}

const hostRule = 'must be an address of this machine, such as 127.0.0.1, ::1 or 0.0.0.0.';
/** Why an address that others reach is refused where there are no credentials. */
export const openHostRule =
  'is no loopback address, and whoever reaches this service would see texts and numbers: set ACCESS_CREDENTIALS, too, or unset HOST and let a proxy or tunnel pass callbacks on.';
const demoHostRule =
  'is no loopback address, and whoever reaches the demo controls it: unset it, or give 127.0.0.1, ::1 or localhost.';

function hostSchema(rule: string | null) {
  return z
    .string()
    .refine((host) => isIP(host) !== 0 || /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(host), hostRule)
    .refine((host) => rule === null || isLoopback(host), rule ?? hostRule)
    .default('127.0.0.1');
}

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

const mostOpen = { streams: 100_000, exports: 1_000 } as const;

/** How many of a kind may be open at once: none at all would be a part of the app that is broken. */
function openAtOnce(kind: keyof typeof mostOpen) {
  const rule = `must be a whole number from 1 to ${mostOpen[kind]}.`;
  return wholeNumber(mostOpen[kind], rule)
    .refine((count) => count >= 1, rule)
    .default(usualOpenAnswers[kind]);
}

const common = {
  database: location(locationRule, (given) => parseLocation(given) !== null),
  framework: z.enum(frameworks, `must be one of ${frameworks.join(', ')}.`).optional(),
  port: wholeNumber(
    65_535,
    `must be a whole number from 0 (any that is free) to 65535, such as ${defaultPort}.`,
  ).optional(),
  logFormat: z.enum(logFormats, `must be one of ${logFormats.join(', ')}.`).optional(),
  logLevel: z.enum(logLevels, `must be one of ${logLevels.join(', ')}.`).default('info'),
  maxStreams: openAtOnce('streams'),
  maxExports: openAtOnce('exports'),
};

const drainRule = 'must be a whole number of seconds from 0 to 300.';
const proxyRule =
  'must be addresses or networks with a comma between, such as 127.0.0.1,10.0.0.0/8; or loopback, linklocal or uniquelocal.';

function isProxyList(given: readonly string[]): boolean {
  try {
    proxyaddr.compile([...given]);
    return true;
  } catch {
    return false;
  }
}

const listOf = (given: string): string[] =>
  given
    .split(/[\s,]+/)
    .map((each) => each.trim())
    .filter((each) => each !== '');

const accessShape = {
  accessCredentials: z
    .string()
    .transform((given, context): readonly Credential[] => {
      const parsed = parseCredentials(given);
      if ('credentials' in parsed) return parsed.credentials;
      context.addIssue({ code: 'custom', message: parsed.fault });
      return z.NEVER;
    })
    .optional(),
  trustedProxies: z.string().transform(listOf).refine(isProxyList, proxyRule).default([]),
  drainSeconds: wholeNumber(300, drainRule).default(0),
};

const mostDays = 36_500;

/** Days, or `null` for ever. */
function daysToKeep({ least, usual }: { readonly least: number; readonly usual: number }) {
  const rule = `must be a whole number of days from ${least} to ${mostDays}, or forever.`;
  return z
    .string()
    .regex(/^(?:forever|\d{1,5})$/, rule)
    .transform((given) => (given === 'forever' ? null : Number(given)))
    .refine((days) => days === null || (days >= least && days <= mostDays), rule)
    .default(usual);
}

const retentionShape = {
  keepTextsDays: daysToKeep({ least: 1, usual: 30 }),
  // A message can wait for two days until it is sent, and is asked about for a while after.
  keepMessagesDays: daysToKeep({ least: 3, usual: 365 }),
  keepQuarantinedDays: daysToKeep({ least: 1, usual: 30 }),
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
  // Anywhere else the token would cross the network in clear text.
  return (
    (protocol === 'https:' || (protocol === 'http:' && isLoopbackAuthority(hostname))) &&
    username + password + search + hash === ''
  );
}

const restNames = ['spaceUrl', 'projectId', 'apiToken'] as const;

/** The settings of a service that takes real callbacks, as text, and what they come to. */
export const liveSchema = z
  .object({
    ...common,
    ...accessShape,
    ...retentionShape,
    host: hostSchema(null),
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

/** The settings of the demo. */
export const demoSchema = z
  .object({
    ...common,
    host: hostSchema(demoHostRule),
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

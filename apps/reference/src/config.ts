import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import type { Credential } from './access/credentials.ts';
import { isLoopback } from './access/loopback.ts';
import {
  type GivenSettings,
  givenSettings,
  type ReadTextFile,
  unknownVariables,
} from './configuration/given-settings.ts';
import {
  defaultPort,
  demoSchema,
  liveSchema,
  type logFormats,
  type logLevels,
  openHostRule,
} from './configuration/schemas.ts';
import type { SettingName } from './configuration/settings.ts';
import { type ShownSetting, shownSettings } from './configuration/settings-table.ts';
import { type DatabaseLocation, defaultDatabaseFile } from './database/location.ts';
import { createDemoProjects, type DemoProject } from './demo/projects.ts';
import { readFlags } from './flags.ts';
import { type Framework, frameworks } from './host.ts';
import type { OpenAnswers } from './places.ts';
import type { RestCredentials } from './reconciling.ts';
import type { RetentionDays } from './retention/retention.ts';
import { asksForTraces } from './tracing/tracing.ts';

/** An environment. */
type Read = Readonly<Record<string, string | undefined>>;

/** What the service is to do. */
export interface Configuration {
  /** The address to listen on; one that is not loopback only with `access.credentials`. */
  readonly host: string;
  /** The frameworks to start and the port of each; 0 stands for any that is free. */
  readonly listeners: readonly { readonly framework: Framework; readonly port: number }[];
  /** The endpoint's URL as it was given to SignalWire; `null` where that is the URL at which each framework is reached. */
  readonly publicUrl: string | null;
  readonly signingKeys: readonly [string, ...string[]];
  readonly database: DatabaseLocation;
  /** Whom to ask about callbacks that were lost; `null` where nobody is to be asked. */
  readonly rest: RestCredentials | null;
  readonly access: {
    /** `null`: this machine alone may ask, without any. */
    readonly credentials: readonly Credential[] | null;
    /** Addresses or networks whose word about where a request comes from is believed. */
    readonly trustedProxies: readonly string[];
  };
  /** For how long what is recorded is kept. */
  readonly retention: RetentionDays;
  readonly log: { readonly format: (typeof logFormats)[number]; readonly level: (typeof logLevels)[number] };
  /** How many event streams and exports may be open at once. */
  readonly openAnswers: OpenAnswers;
  /** From saying that this service is not ready to refusing connections, in milliseconds. */
  readonly drainMs: number;
  /** The environment, from which OpenTelemetry reads what it is to do; `null` where no traces are asked for. */
  readonly tracesFrom: Read | null;
  /** Everything above as it may be shown, and where it came from. */
  readonly shown: readonly ShownSetting[];
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

// Said beside all else that is wrong, so not by a schema: that would look at two settings only once each is right.
function openHostFault({ host, accessCredentials }: GivenSettings): string[] {
  const isOpen = host.text !== undefined && !isLoopback(host.text) && accessCredentials.from === 'default';
  return isOpen ? [`${host.name} ${openHostRule}`] : [];
}

function faultsOf(error: z.ZodError | undefined, given: GivenSettings): string[] {
  const faults = error?.issues.flatMap(({ path, message }) => {
    const { name, from, text } = given[path[0] as SettingName];
    // That a file could not be read is said already.
    return from === 'file' && text === undefined ? [] : [`${name} ${message}`];
  });
  return [...new Set(faults)];
}

function live(given: GivenSettings, environment: Read, earlier: readonly string[]): ConfigurationResult {
  const parsed = liveSchema.safeParse(textsOf(given));
  const faults = [...earlier, ...openHostFault(given), ...faultsOf(parsed.error, given)];
  if (!parsed.success || faults.length > 0) return { kind: 'invalid', faults };
  const { framework = 'express', host, port = defaultPort, publicUrl, signingKeys, logLevel: level } = parsed.data;
  const { spaceUrl, projectId, apiToken: token, accessCredentials = null, trustedProxies } = parsed.data;
  const areGiven = spaceUrl !== undefined && projectId !== undefined && token !== undefined;
  const chosen = parsed.data.database ?? parsed.data.databaseUrl ?? parsed.data.databaseFile;
  return {
    kind: 'run',
    configuration: {
      host,
      listeners: [{ framework, port }],
      publicUrl,
      signingKeys,
      database: chosen ?? { kind: 'sqlite', file: defaultDatabaseFile },
      rest: areGiven ? { spaceUrl, projectId, token } : null,
      access: { credentials: accessCredentials, trustedProxies },
      retention: {
        messages: parsed.data.keepMessagesDays,
        texts: parsed.data.keepTextsDays,
        quarantined: parsed.data.keepQuarantinedDays,
      },
      log: { format: parsed.data.logFormat ?? 'auto', level },
      openAnswers: { streams: parsed.data.maxStreams, exports: parsed.data.maxExports },
      drainMs: parsed.data.drainSeconds * 1_000,
      tracesFrom: asksForTraces(environment) ? environment : null,
      shown: shownSettings(given, environment, { demo: false }),
      demo: null,
    },
  };
}

function demonstration(given: GivenSettings, environment: Read, earlier: readonly string[]): ConfigurationResult {
  const parsed = demoSchema.safeParse(textsOf(given));
  const faults = [...earlier, ...faultsOf(parsed.error, given)];
  if (!parsed.success || faults.length > 0) return { kind: 'invalid', faults };
  const { framework, host, port = defaultPort, seed = randomInt(10_000), pace, logLevel: level } = parsed.data;
  const chosen = framework === undefined ? frameworks : [framework];
  const projects = createDemoProjects();
  const [first, second] = projects;
  return {
    kind: 'run',
    configuration: {
      host,
      listeners: chosen.map((each, index) => ({ framework: each, port: port === 0 ? 0 : port + index })),
      publicUrl: null,
      signingKeys: [...first.signingKeys, ...second.signingKeys],
      database: parsed.data.database ?? { kind: 'temporary' },
      rest: null,
      access: { credentials: null, trustedProxies: [] },
      // Made up, and most often gone with the demo.
      retention: { messages: null, texts: null, quarantined: null },
      log: { format: parsed.data.logFormat ?? 'pretty', level },
      openAnswers: { streams: parsed.data.maxStreams, exports: parsed.data.maxExports },
      drainMs: 0,
      tracesFrom: asksForTraces(environment) ? environment : null,
      shown: shownSettings(given, environment, { demo: true }),
      demo: {
        seed,
        pace,
        projects,
        sandboxPort: port === 0 ? 0 : port + chosen.length,
        anyPort: parsed.data.port === undefined,
      },
    },
  };
}

function textsOf(given: GivenSettings): Readonly<Record<SettingName, string | undefined>> {
  const texts = Object.entries(given).map(([name, { text }]) => [name, text]);
  return Object.fromEntries(texts) as Record<SettingName, string | undefined>;
}

/**
 * Reads everything that can be configured, and says all that is wrong with it at once. The demo looks at none of
 * `PUBLIC_URL`, `SIGNALWIRE_…`, `KEEP_…`, `DATABASE_FILE` and `DATABASE_URL`: made-up callbacks must not mix with real ones.
 */
export function readConfiguration(
  argv: readonly string[],
  environment: Read,
  readTextFile: ReadTextFile = (path) => readFileSync(path, 'utf8'),
): ConfigurationResult {
  const { values: flags, faults: flagFaults } = readFlags(argv);
  if (flags.help !== undefined) return { kind: 'help' };
  if (flags.version !== undefined) return { kind: 'version' };
  const demo = flags.demo !== undefined;
  const { given, faults } = givenSettings(flags, environment, { demo, readTextFile });
  if (demo) return demonstration(given, environment, [...flagFaults, ...faults]);
  return live(given, environment, [...flagFaults, ...unknownVariables(environment), ...faults]);
}

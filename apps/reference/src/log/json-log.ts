import type { DestinationStream } from 'pino';
import { type Logger, pino } from 'pino';
import { errorText } from './callback-row.ts';
import { maskNumber } from './mask-number.ts';
import { printable } from './printable.ts';
import type { ServiceLog } from './service-log.ts';

/**
 * What must not be in a log, by the names under which it goes about. What is logged below is chosen field by field and has
 * none of it: this is for the line that somebody adds some day.
 */
const secretNames = [
  'apiToken',
  'authorization',
  'body',
  'cookie',
  'customVariables',
  'from',
  'password',
  'rawBody',
  'secret',
  'signingKey',
  'signingKeys',
  'to',
  'token',
] as const;

/** How deep redaction looks: at the names of a line, or also two levels down, which takes a fifth of a callback's time. */
type Depth = 'flat' | 'deep';

const paths: Readonly<Record<Depth, string[]>> = {
  flat: [...secretNames],
  deep: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
};

/** Makes the logger beneath: an object a line, secrets and texts redacted, and of errors no more than may be told. */
export function createJsonLogger(output: DestinationStream, level: string, depth: Depth = 'deep'): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: errorText, error: errorText },
      hooks: {
        // Of an error alone the message would become the line's own.
        logMethod(given, method) {
          const [first, ...others] = given as unknown[];
          method.apply(this, (first instanceof Error ? [{ err: first }, 'error', ...others] : given) as typeof given);
        },
      },
      redact: { paths: paths[depth], censor: '[redacted]' },
    },
    output,
  );
}

// Ids are opaque, and what is signed can still hold a number in an id's place.
function shownId(id: string): string {
  return /^\+?\d{5,}$/.test(id) ? maskNumber(id) : printable(id, 64);
}

/** The log for machines: JSON, an object a line. */
export function createJsonLog(output: DestinationStream, level: string): ServiceLog {
  const logger = createJsonLogger(output, level);
  // Its line comes with every callback, and has no levels.
  const ofCallbacks = createJsonLogger(output, level, 'flat');
  return {
    started: ({ hosts, place, asks, demo, settings }) =>
      logger.info(
        {
          hosts,
          place,
          asks,
          demo: demo !== null,
          settings: Object.fromEntries(settings.map(({ name, value, from }) => [name, { value, source: from }])),
        },
        'started',
      ),
    accepted(event, { arrival, verification, framework }) {
      ofCallbacks.info(
        {
          framework,
          dialect: event.dialect,
          project: shownId(event.projectId),
          message: shownId(event.messageId),
          status: event.status,
          ...(event.status === 'unknown' ? { providerStatus: printable(event.providerStatus, 40) } : {}),
          sender: maskNumber(event.from),
          recipient: maskNumber(event.to),
          segments: event.segments,
          ...(event.error?.code == null ? {} : { errorCode: printable(event.error.code, 16) }),
          ...arrival,
          ...(verification.status === 'unverified' ? { unverified: verification.reason } : {}),
        },
        'callback accepted',
      );
    },
    unaccepted(outcome, { framework }) {
      const { status } = outcome.reply;
      switch (outcome.kind) {
        case 'rejected':
          return logger.warn({ framework, answered: status, reason: outcome.reason }, 'callback refused');
        case 'unprocessable':
          return logger.warn({ framework, answered: status, reason: outcome.problem.code }, 'callback quarantined');
        case 'failed':
          return logger.error({ framework, answered: status, error: outcome.error }, 'callback failed');
      }
    },
    healed: ({ dialect, projectId, messageId, status }) =>
      logger.info({ dialect, project: shownId(projectId), message: shownId(messageId), status }, 'message healed'),
    refused(reason, address) {
      // Whoever tries many is told of for each attempt that counts, and a browser that has no password yet is nothing odd.
      const worth = reason === 'wrong_credentials' || reason === 'no_right' ? 'warn' : 'debug';
      logger[worth]({ reason, address }, 'not let in');
    },
    notice: (text, figures = {}) => logger.info(figures, text),
    warning: (text) => logger.warn(text),
    problem: (text) => logger.error(text),
  };
}

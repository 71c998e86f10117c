import {
  type Context,
  context,
  createContextKey,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { startNodeSdk } from '@opentelemetry/sdk-node';
import type { StatusEvent } from '@statuswire/contracts';
import { callbackPath } from '../host.ts';
import { version } from '../version.ts';
import type { Tracing } from './tracing.ts';

/** How long what is left may take to be sent at the end, in milliseconds. */
const flushMs = 3_000;

/** The spans of one callback. */
interface Trail {
  readonly receive: Span;
  verify: Span | null;
}

const trailKey = createContextKey('trail of a callback');

function trailOf(active: Context): Trail | undefined {
  return active.getValue(trailKey) as Trail | undefined;
}

function fail(span: Span): void {
  // Of an error its text may quote what it failed on.
  span.setStatus({ code: SpanStatusCode.ERROR });
}

async function within<Result>(span: Span, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    fail(span);
    throw error;
  } finally {
    span.end();
  }
}

/**
 * Starts OpenTelemetry, which reads everything else from its own variables. Loaded only where they ask for traces. No
 * detectors: that of the process tells its command line, in which a database's password may stand.
 */
export function createTracing(environment: Readonly<Record<string, string | undefined>>): Tracing {
  const { OTEL_SERVICE_NAME: name, OTEL_RESOURCE_ATTRIBUTES: attributes = '' } = environment;
  const isNamed = !name && /(?:^|,)\s*service\.name=/.test(attributes);
  const sdk = startNodeSdk({
    logLevel: environment.OTEL_LOG_LEVEL ?? 'error',
    metricReaders: [],
    logRecordProcessors: [],
    resourceDetectors: [],
    resourceAttributes: { 'service.version': version, ...(isNamed ? {} : { 'service.name': name || 'statuswire' }) },
  });
  const tracer = trace.getTracer('statuswire', version);
  const recording = new WeakMap<StatusEvent, Span>();

  return {
    received(request, response, framework, handle) {
      const attributes = {
        'http.request.method': request.method === 'POST' ? 'POST' : '_OTHER',
        'http.route': callbackPath,
        'statuswire.framework': framework,
      };
      const parent = propagation.extract(context.active(), request.headers);
      const receive = tracer.startSpan('receive callback', { kind: SpanKind.SERVER, attributes }, parent);
      response.once('close', () => {
        receive.setAttribute('http.response.status_code', response.statusCode);
        if (response.statusCode >= 500 || !response.writableFinished) fail(receive);
        receive.end();
      });
      const trail: Trail = { receive, verify: null };
      context.with(trace.setSpan(parent, receive).setValue(trailKey, trail), handle);
    },
    keys: (keys) => () => {
      const trail = trailOf(context.active());
      if (trail !== undefined) trail.verify = tracer.startSpan('verify callback');
      return keys;
    },
    verified() {
      const trail = trailOf(context.active());
      trail?.verify?.end();
      if (trail !== undefined) trail.verify = null;
    },
    record: (event, run) =>
      tracer.startActiveSpan('record event', (span) => {
        recording.set(event, span);
        return within(span, run);
      }),
    aroundCommit(entries, commit) {
      const links = entries.flatMap(({ event }) => {
        const span = recording.get(event);
        return span === undefined ? [] : [{ context: span.spanContext() }];
      });
      // Of many callbacks, so of no single one's trace.
      const options = { root: true, links, attributes: { 'statuswire.events': entries.length } };
      return tracer.startActiveSpan('commit events', options, (span) => within(span, commit));
    },
    outcome(outcome) {
      const trail = trailOf(context.active());
      if (trail === undefined) return;
      trail.verify?.end();
      trail.receive.setAttribute('statuswire.outcome', outcome.kind);
      if (outcome.kind === 'accepted') trail.receive.setAttribute('statuswire.dialect', outcome.event.dialect);
      if (outcome.kind === 'rejected') trail.receive.setAttribute('statuswire.reason', outcome.reason);
      if (outcome.kind === 'unprocessable') trail.receive.setAttribute('statuswire.reason', outcome.problem.code);
    },
    async stop() {
      let timer: NodeJS.Timeout | undefined;
      const enough = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, flushMs);
      });
      await Promise.race([sdk.shutdown().catch(() => {}), enough]);
      clearTimeout(timer);
    },
  };
}

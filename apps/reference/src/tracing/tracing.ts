import type { StatusEvent } from '@statuswire/contracts';
import type { CallbackOutcome, SigningKeyLookup } from '@statuswire/receiver';
import type { CallbackObserver } from '../front/front.ts';
import type { AroundCommit } from '../observe-commits.ts';

/** Follows callbacks on their way. None of their numbers, texts and ids gets into a trace. */
export interface Tracing extends CallbackObserver {
  /** The signing keys, in a form that shows when they are looked up: verification begins with it. */
  keys(keys: readonly string[]): readonly string[] | SigningKeyLookup;
  /** There is a verdict on the signature. */
  verified(): void;
  /** Goes around the recording of an event. */
  record<Result>(event: StatusEvent, run: () => Promise<Result>): Promise<Result>;
  readonly aroundCommit: AroundCommit;
  outcome(outcome: CallbackOutcome): void;
  /** Sends what is not sent yet, as far as that can be done in a moment. */
  stop(): Promise<void>;
}

/** Does nothing at all. */
export const noTracing: Tracing = {
  received: (_request, _response, _framework, handle) => handle(),
  keys: (keys) => keys,
  verified() {},
  record: (_event, run) => run(),
  aroundCommit: (_entries, commit) => commit(),
  outcome() {},
  async stop() {},
};

/** Whether the standard variables of OpenTelemetry ask for traces. */
export function asksForTraces(environment: Readonly<Record<string, string | undefined>>): boolean {
  if (environment.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || environment.OTEL_TRACES_EXPORTER === 'none')
    return false;
  const asking = [
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    'OTEL_TRACES_EXPORTER',
    'OTEL_CONFIG_FILE',
  ];
  return asking.some((name) => Boolean(environment[name]));
}

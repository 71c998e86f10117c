import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { StatusEvent } from '@statuswire/contracts';
import type { ReceiverOptions } from '../options.ts';
import type { CallbackOutcome, Verification } from '../outcome.ts';
import type { AdapterCapability, AdapterSubject, RunningAdapter } from './adapter-subject.ts';
import { exchange, type OutgoingRequest, type Reply } from './http-client.ts';
import type { SignedDelivery } from './signed-delivery.ts';
import { inTime } from './time-limit.ts';

/** The signing key of every host that a case starts, unless the case says otherwise. */
export const signingKey = 'PSK-conformance-kit';

/** Where the middleware is mounted. */
export const mountPath = '/callbacks';

const caseLimitMs = 20_000;
const startLimitMs = 3_000;
const closeLimitMs = 3_000;

/** One thing that an adapter has to do. */
export interface AdapterConformanceCase {
  readonly name: string;
  /** What the host needs for it; `null` where every host can. */
  readonly needs: AdapterCapability | null;
  /**
   * Resolves where the adapter does it, rejects with an `AssertionError` where it does not. Where the subject declares that
   * it lacks what is needed, what it has to do instead is checked: see `AdapterSubject`.
   */
  run(subject: AdapterSubject): Promise<void>;
}

/** How a case wants its host. */
export interface HostSetup {
  /** Added to a signing key and an `onEvent` that keeps every event. */
  readonly options?: Partial<ReceiverOptions>;
  /** What `onEvent` does once it has kept the event. */
  readonly handle?: (event: StatusEvent) => unknown;
  /** @default '' */
  readonly prefix?: string;
  /** @default null */
  readonly parser?: string | null;
  /** Leaves `onEvent` out and mounts a handler behind the middleware that keeps the event instead. @default false */
  readonly next?: boolean;
}

/** How a delivery is sent where that differs from what was signed. */
export interface Sending extends Partial<Pick<OutgoingRequest, 'method' | 'target' | 'body' | 'chunked' | 'agent'>> {
  /** Replaces single headers of the delivery. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A host under test, and what came out of it. */
export interface Host {
  readonly origin: string;
  /** The endpoint's URL as the server sees it. */
  readonly url: string;
  /** What reached `onEvent`, or the next handler, in that order. */
  readonly events: readonly StatusEvent[];
  readonly verifications: readonly Verification[];
  readonly outcomes: readonly CallbackOutcome[];
  /** What reached the framework's error path. */
  readonly errors: readonly unknown[];
  /** The request that a delivery becomes, its target cut from the URL that was signed. */
  outgoing(delivery: SignedDelivery, sending?: Sending): OutgoingRequest;
  deliver(delivery: SignedDelivery, sending?: Sending): Promise<Reply>;
}

/** One run of one case. */
export interface Trial {
  readonly subject: AdapterSubject;
  /** Starts a host; it is stopped when the case is over. */
  start(setup?: HostSetup): Promise<Host>;
}

async function startHost(subject: AdapterSubject, setup: HostSetup, running: RunningAdapter[]): Promise<Host> {
  const events: StatusEvent[] = [];
  const verifications: Verification[] = [];
  const outcomes: CallbackOutcome[] = [];
  const errors: unknown[] = [];
  function keep(event: StatusEvent, verification: Verification): void {
    events.push(event);
    verifications.push(verification);
  }
  const onEvent: ReceiverOptions['onEvent'] = async (event, { verification }) => {
    keep(event, verification);
    await setup.handle?.(event);
  };
  const prefix = setup.prefix ?? '';
  const started = subject.start({
    options: {
      signingKeys: signingKey,
      onOutcome: (outcome) => outcomes.push(outcome),
      ...(setup.next ? {} : { onEvent }),
      ...setup.options,
    },
    path: mountPath,
    prefix,
    parser: setup.parser ?? null,
    next: setup.next
      ? async ({ event, verification }) => {
          // A handler that is not awaited is answered for by the framework, before it has answered.
          await wait(10);
          keep(event, verification);
          await setup.handle?.(event);
        }
      : null,
    onError: (error) => errors.push(error),
  });
  const adapter = await inTime(started, startLimitMs, 'start()');
  running.push(adapter);
  const { origin } = adapter;
  function outgoing(delivery: SignedDelivery, { headers, ...sending }: Sending = {}): OutgoingRequest {
    const target = delivery.url.replace(/^https?:\/\/[^/]*/, '');
    const { method, body } = delivery;
    return { method, origin, target, body, headers: { ...delivery.headers, ...headers }, ...sending };
  }
  return {
    origin,
    url: `${origin}${prefix}${mountPath}`,
    events,
    verifications,
    outcomes,
    errors,
    outgoing,
    deliver: (delivery, sending) => exchange(outgoing(delivery, sending)),
  };
}

/** What a case needs of the host, and what is checked of a host that declares to lack it. */
export interface CaseNeeds {
  readonly needs: AdapterCapability;
  readonly otherwise: (trial: Trial) => Promise<void>;
}

/** The need of a next handler, or of parsers: who lacks them has to refuse a setup that asks for them. */
export function needing(needs: 'next' | 'parsers'): CaseNeeds {
  const setup: HostSetup = needs === 'next' ? { next: true } : { parser: 'any' };
  return {
    needs,
    async otherwise(trial) {
      const refusal = await trial.start(setup).then(
        () => null,
        (error: unknown) => error,
      );
      assert.ok(
        refusal !== null,
        `${trial.subject.name} declares that it lacks "${needs}", yet takes a setup that asks for it`,
      );
    },
  };
}

/** Makes a case: `check` throws where the adapter does not do what the name says. */
export function conformanceCase(
  name: string,
  check: (trial: Trial) => Promise<void>,
  { needs, otherwise }: CaseNeeds | { readonly needs: null; readonly otherwise: null } = {
    needs: null,
    otherwise: null,
  },
): AdapterConformanceCase {
  return {
    name,
    needs,
    async run(subject) {
      const running: RunningAdapter[] = [];
      const trial: Trial = { subject, start: (setup = {}) => startHost(subject, setup, running) };
      const fitting = needs !== null && subject.lacks?.includes(needs) ? otherwise : check;
      const closeAll = () => inTime(Promise.all(running.map((adapter) => adapter.close())), closeLimitMs, 'close()');
      try {
        await inTime(fitting(trial), caseLimitMs, 'The case');
      } catch (error) {
        // What the case found is what counts.
        await closeAll().catch(() => {});
        throw error;
      }
      await closeAll();
    },
  };
}

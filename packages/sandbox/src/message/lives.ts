import type { MessageStatus } from '@statuswire/contracts';
import type { Courier, HearDelivery } from '../callback/courier.ts';
import type { SandboxClock } from '../clock/clock.ts';
import type { Scheduler } from '../clock/scheduler.ts';
import type { FaultRules } from '../fault/fault-rules.ts';
import { createRandom, randomUuid } from '../random.ts';
import type { Billing } from './billing.ts';
import { type LifeTiming, type PlannedStep, planInboundLife, planOutboundLife } from './life-plan.ts';
import { type Ending, magicEffect } from './magic-numbers.ts';
import type { MessageRequest, SandboxMessage } from './message.ts';
import type { MessageStore } from './message-store.ts';
import { exceedsPrice } from './price.ts';
import { countSegments } from './segments.ts';

/** How long a message may wait where nothing else was said, in seconds. */
export const defaultValiditySeconds = 14_400;

/** Brings messages to life. */
export interface Lives {
  /** Creates a message, in its first status. Nobody is told of it yet. */
  create(request: MessageRequest): SandboxMessage;
  /** Runs the life of a message, its first callback included, by the sandbox's clock. */
  begin(message: SandboxMessage): void;
  /**
   * Takes a message one step on and tells its endpoint. Resolves when the callbacks have been answered or given up.
   * `last`: nothing more will follow. `hear`: hears of these callbacks.
   */
  step(id: string, status: MessageStatus, errorCode: string | null, last: boolean, hear?: HearDelivery): Promise<void>;
  /** Tells the endpoint of the status in which the message was created. `hear`: hears of these callbacks. */
  announce(message: SandboxMessage, hear?: HearDelivery): Promise<void>;
}

/** What the lives of messages need. */
export interface LivesOptions {
  readonly seed: string;
  readonly timing: LifeTiming;
  readonly billing: Billing;
  readonly clock: SandboxClock;
  readonly scheduler: Scheduler;
  readonly faults: FaultRules;
  readonly courier: Courier;
  readonly store: MessageStore;
}

/** Makes the lives of messages. */
export function createLives(options: LivesOptions): Lives {
  const { seed, timing, billing, clock, scheduler, faults, courier, store } = options;
  let created = 0;

  function endingOf(message: SandboxMessage): Ending {
    if (message.maxPrice !== null && exceedsPrice(billing.priceOf(message), message.maxPrice)) {
      return { kind: 'failed', errorCode: '30010' };
    }
    if (faults.withholdsReceipt(message)) return { kind: 'no_receipt' };
    const effect = magicEffect(message);
    return effect?.when === 'ending' ? effect.ending : { kind: 'delivered' };
  }

  function step(
    id: string,
    status: MessageStatus,
    errorCode: string | null,
    last: boolean,
    hear?: HearDelivery,
  ): Promise<void> {
    const before = store.get(id);
    if (before === null) return Promise.resolve();
    const at = clock.now();
    const transition = { status, at, errorCode };
    const message = store.update(id, {
      status,
      errorCode,
      updatedAt: at,
      life: [...before.life, transition],
      ...(status === 'sent' ? { sentAt: at } : {}),
    });
    if (message === null) return Promise.resolve();
    if (last) store.release(id);
    return courier.tell(message, transition, last, hear);
  }

  function follow(id: string, plan: readonly PlannedStep[]): void {
    const [next, ...rest] = plan;
    if (next === undefined) return;
    scheduler.after(next.afterMs, () => {
      void step(id, next.status, next.errorCode, rest.length === 0);
      follow(id, rest);
    });
  }

  function announce(message: SandboxMessage, hear?: HearDelivery): Promise<void> {
    const [first] = message.life;
    return first === undefined ? Promise.resolve() : courier.tell(message, first, false, hear);
  }

  return {
    create(request) {
      const at = clock.now();
      const status = request.direction === 'inbound' ? 'receiving' : 'queued';
      const index = created;
      created += 1;
      const message: SandboxMessage = {
        id: randomUuid(createRandom(seed, `message/${index}`)),
        index,
        projectId: request.projectId,
        dialect: request.dialect,
        direction: request.direction,
        kind: request.sendAsMms === true || request.media.length > 0 ? 'mms' : 'sms',
        from: request.from,
        to: request.to,
        body: request.body,
        media: request.media,
        ...countSegments(request.body),
        status,
        errorCode: null,
        createdAt: at,
        updatedAt: at,
        sentAt: null,
        price: null,
        maxPrice: request.maxPrice ?? null,
        validitySeconds: request.validitySeconds ?? defaultValiditySeconds,
        messagingServiceSid: request.messagingServiceSid ?? null,
        statusCallback: request.statusCallback,
        customVariables: request.customVariables ?? null,
        deletedAt: null,
        life: [{ status, at, errorCode: null }],
      };
      store.add(message);
      return message;
    },
    begin(message) {
      void announce(message);
      const plan =
        message.direction === 'inbound'
          ? planInboundLife(timing)
          : planOutboundLife(message, endingOf(message), timing);
      follow(message.id, plan);
    },
    step,
    announce,
  };
}

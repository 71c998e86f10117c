import type { MessageStatus } from '@statuswire/contracts';
import type { Scheduler } from '../clock/scheduler.ts';
import type { CallbackFault, CallbackFaultKind } from '../fault/fault.ts';
import type { FaultRules } from '../fault/fault-rules.ts';
import type { SandboxMessage, Transition } from '../message/message.ts';
import { createRandom } from '../random.ts';
import { type CompatibilityEncoding, callbackBody } from './callback-body.ts';
import { parseCallbackUrl } from './callback-url.ts';
import type { Deliver } from './deliver.ts';
import { type Delivery, outcomeOfAttempts } from './delivery.ts';
import type { DeliveryLog } from './delivery-log.ts';
import { callbackWord, createFact, type Fact } from './fact.ts';
import type { Signer } from './signing.ts';
import type { Transmission } from './transmission.ts';

/** Hears of a callback when it is settled. */
export type HearDelivery = (delivery: Delivery) => void;

/** Turns the steps of a message's life into callbacks, with all that goes wrong on the way. */
export interface Courier {
  /**
   * Tells the message's endpoint of its latest step. Resolves when the callbacks that are due now have been answered or
   * given up. `last`: nothing more will follow, so that nothing can be held back for it. `hear`: hears of each callback that
   * this comes to, those that go out later too.
   */
  tell(message: SandboxMessage, step: Transition, last: boolean, hear?: HearDelivery): Promise<void>;
  /** Resolves when no callback is on its way. */
  idle(): Promise<void>;
  /** Forgets what was held back. */
  clear(): void;
}

/** What a courier needs. */
export interface CourierOptions {
  readonly seed: string;
  readonly encoding: CompatibilityEncoding;
  readonly scheduler: Scheduler;
  readonly faults: FaultRules;
  readonly signer: Signer;
  readonly deliver: Deliver['send'];
  readonly log: DeliveryLog;
  readonly onDelivery: HearDelivery;
}

type FaultOf<Kind extends CallbackFaultKind> = Extract<CallbackFault, { kind: Kind }>;

/** The faults of one callback, by kind. */
interface Struck {
  readonly kinds: readonly CallbackFaultKind[];
  get<Kind extends CallbackFaultKind>(kind: Kind): FaultOf<Kind> | undefined;
}

function byKind(faults: readonly CallbackFault[]): Struck {
  return {
    kinds: faults.map(({ kind }) => kind),
    get: <Kind extends CallbackFaultKind>(kind: Kind) =>
      faults.find((fault): fault is FaultOf<Kind> => fault.kind === kind),
  };
}

const opposites: Partial<Record<MessageStatus, 'delivered' | 'undelivered'>> = {
  delivered: 'undelivered',
  undelivered: 'delivered',
  failed: 'delivered',
};

/** Makes a courier. */
export function createCourier(options: CourierOptions): Courier {
  const { scheduler, faults, signer, deliver, log, onDelivery } = options;
  const heldBack = new Map<string, () => Promise<void>>();
  let underWay = 0;
  let whenIdle: (() => void)[] = [];

  function transmissionOf(struck: Struck, message: SandboxMessage): (attempt: number) => Transmission {
    const cut = struck.get('cut');
    const slow = struck.get('slow');
    const split = struck.get('split_body');
    return (attempt) => {
      if (cut !== undefined && (attempt === 0 || cut.attempts === 'all')) return { kind: 'cut' };
      if (slow !== undefined) return { kind: 'slow', pauseMs: slow.ms };
      if (split === undefined) return { kind: 'whole' };
      const random = createRandom(options.seed, `pieces/${message.index}/${message.life.length}`);
      return { kind: 'pieces', sizes: Array.from({ length: 12 }, () => 1 + random.integer(37)) };
    };
  }

  async function send(message: SandboxMessage, fact: Fact, struck: Struck, hear: HearDelivery): Promise<void> {
    const url = message.statusCallback === null ? null : parseCallbackUrl(message.statusCallback);
    if (url === null) return;
    const body = callbackBody(message, fact, {
      encoding: options.encoding,
      newFields: struck.get('new_fields')?.fields ?? {},
    });
    const wrongly = struck.get('wrong_signature') !== undefined;
    const headers = {
      'content-type': body.contentType,
      ...signer.sign({ projectId: message.projectId, url: url.signed, body, wrongly }),
    };
    const withheld = struck.get('lost') !== undefined;
    const { id, projectId, dialect } = message;
    const begun = log.add({
      messageId: id,
      projectId,
      dialect,
      fact,
      faults: struck.kinds,
      url: message.statusCallback ?? '',
      headers,
      body: body.text,
      outcome: withheld ? 'withheld' : 'sending',
      attempts: [],
    });
    if (withheld) {
      hear(begun);
      return;
    }
    const attempts = await deliver({ url, headers, body: body.text, transmission: transmissionOf(struck, message) });
    const delivery = { ...begun, attempts, outcome: outcomeOfAttempts(attempts) };
    log.settle(delivery);
    hear(delivery);
  }

  /** Counts work as under way until it is done. */
  async function underWayUntil(work: Promise<void>): Promise<void> {
    underWay += 1;
    try {
      await work;
    } finally {
      underWay -= 1;
    }
    if (underWay > 0) return;
    for (const resolve of whenIdle) resolve();
    whenIdle = [];
  }

  /** What is told of a step: more than the step itself, where a fault adds to it. */
  function factsOf(message: SandboxMessage, step: Transition, struck: Struck): Fact[] {
    const { at } = step;
    const facts: Fact[] = [];
    const unknown = struck.get('unknown_status');
    if (unknown !== undefined) facts.push(createFact(message, { word: unknown.word, errorCode: null, at }));
    const errorCode = step.errorCode ?? struck.get('stale_error_code')?.errorCode ?? null;
    facts.push(createFact(message, { word: callbackWord(step.status, message.dialect), errorCode, at }));
    const contradictory = struck.get('contradictory');
    const opposite = opposites[step.status];
    if (contradictory !== undefined && opposite !== undefined) {
      const code = opposite === 'undelivered' ? contradictory.errorCode : null;
      facts.push(createFact(message, { word: opposite, errorCode: code, at }));
    }
    return facts;
  }

  async function sendAll(
    message: SandboxMessage,
    facts: readonly Fact[],
    struck: Struck,
    hear: HearDelivery,
  ): Promise<void> {
    const copies = 1 + (struck.get('repeated')?.times ?? 0);
    for (const fact of facts) {
      for (let copy = 0; copy < copies; copy += 1) await send(message, fact, struck, hear);
    }
  }

  async function tellNow(message: SandboxMessage, step: Transition, last: boolean, hear: HearDelivery): Promise<void> {
    const struck = byKind(faults.forCallback(message, step.status, message.life.length - 1));
    const sendNow = (): Promise<void> => sendAll(message, factsOf(message, step, struck), struck, hear);
    const earlier = heldBack.get(message.id);
    heldBack.delete(message.id);
    const delayed = struck.get('delayed');
    // What was held back goes out behind this one, so this one cannot be held back itself.
    const holds = struck.get('reordered') !== undefined && earlier === undefined && !last;
    if (holds) heldBack.set(message.id, sendNow);
    else if (delayed !== undefined) scheduler.after(delayed.ms, () => void underWayUntil(sendNow()));
    else await sendNow();
    await earlier?.();
  }

  return {
    async tell(message, step, last, hear) {
      if (message.statusCallback === null) return;
      const settled: HearDelivery = (delivery) => {
        hear?.(delivery);
        onDelivery(delivery);
      };
      await underWayUntil(tellNow(message, step, last, settled));
    },
    idle() {
      return underWay === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve));
    },
    clear: () => heldBack.clear(),
  };
}

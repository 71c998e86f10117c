import { explainErrorCode } from '@statuswire/contracts';
import { type SignedDelivery, signedDelivery } from '@statuswire/receiver/testing';
import { createDeliveryPlans, type PlannedCallback } from './delivery-plan.ts';
import { createMessageLives, type MessageLife } from './message-life.ts';
import { between, createBag, createRandom } from './random.ts';

/** SignalWire's own time limit for an answer, in milliseconds. */
const readTimeoutMs = 5_000;

/** What the sender needs to know. */
export interface DemoSenderOptions {
  /** Where the callbacks are posted; each is drawn in turn. */
  readonly targets: readonly string[];
  /** The URL that is signed: as behind a proxy, not the one that is posted to. */
  readonly publicUrl: string;
  readonly signingKey: string;
  /** Decides which messages there are and what becomes of them. */
  readonly seed: number;
  /** How much faster than life. */
  readonly pace: number;
  /** Is told in words what did not come out as it should. */
  readonly onSurprise: (text: string) => void;
}

/** Starts a small SignalWire: signs and posts the callbacks of one made-up message after the other, until it is stopped. */
export function startDemoSender(options: DemoSenderOptions): { stop(): Promise<void> } {
  const { targets, publicUrl, signingKey, pace, onSurprise } = options;
  const random = createRandom(options.seed);
  const nextLife = createMessageLives(random);
  const plan = createDeliveryPlans(random);
  const nextTarget = createBag(random, targets);
  const timers = new Set<NodeJS.Timeout>();
  const underWay = new Set<Promise<void>>();

  function after(milliseconds: number, act: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, milliseconds / pace);
    timers.add(timer);
  }

  function sign(life: MessageLife, { step, sendAtMs, forged }: PlannedCallback): SignedDelivery {
    // How late a callback is stays true at any pace.
    const occurredAt = new Date(Date.now() - (sendAtMs[0] - step.atMs));
    const { errorCode } = step;
    return signedDelivery({
      ...life,
      signingKey: forged ? `${signingKey}?` : signingKey,
      url: publicUrl,
      status: step.status,
      timestamp: `${occurredAt.toISOString().slice(0, 19)}Z`,
      ...(errorCode === undefined ? {} : { errorCode, errorMessage: explainErrorCode(errorCode).meaning }),
    });
  }

  async function post(target: string, { method, headers, body }: SignedDelivery, expected: number): Promise<void> {
    try {
      const response = await fetch(target, { method, headers, body, signal: AbortSignal.timeout(readTimeoutMs) });
      await response.arrayBuffer();
      if (response.status !== expected) onSurprise(`The demo was answered ${response.status} instead of ${expected}.`);
    } catch {
      onSurprise('The demo got no answer.');
    }
  }

  function schedule(life: MessageLife, callback: PlannedCallback): void {
    let delivery: SignedDelivery | undefined;
    for (const atMs of callback.sendAtMs) {
      const target = nextTarget();
      after(atMs, () => {
        // A repeat is the same bytes again.
        delivery ??= sign(life, callback);
        const posting = post(target, delivery, callback.forged ? 403 : 200);
        underWay.add(posting);
        posting.finally(() => underWay.delete(posting));
      });
    }
  }

  function begin(): void {
    const life = nextLife();
    for (const callback of plan(life)) schedule(life, callback);
    after(between(random, 800, 1_600), begin);
  }

  begin();
  return {
    async stop() {
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(underWay);
    },
  };
}

import type { LifeStep, MessageLife } from './message-life.ts';
import { between, createBag, type Random } from './random.ts';

/** One callback of a message and when it is sent. */
export interface PlannedCallback {
  readonly step: LifeStep;
  /** Milliseconds after the message was made: once, or again for a repeat. */
  readonly sendAtMs: readonly [number, ...number[]];
  /** Signed with a key that the receiver does not know. */
  readonly forged: boolean;
}

/** What goes wrong on the way: nothing, for most messages. */
const mishaps = ['none', 'none', 'none', 'none', 'late', 'repeated', 'repeated', 'overtaken', 'forged'] as const;

/** Plans one callback that something happens to on the way, at a place in the message's life. */
function strike(mishap: (typeof mishaps)[number], steps: readonly LifeStep[], at: number, random: Random) {
  return steps.flatMap((step, index): PlannedCallback | PlannedCallback[] => {
    const inTime = { step, sendAtMs: [step.atMs], forged: false } as const;
    if (index !== at) return inTime;
    switch (mishap) {
      case 'none':
        return inTime;
      case 'late':
        return { ...inTime, sendAtMs: [step.atMs + between(random, 6_000, 9_000)] };
      case 'repeated':
        return { ...inTime, sendAtMs: [step.atMs, step.atMs + between(random, 1_000, 3_000)] };
      case 'overtaken':
        return { ...inTime, sendAtMs: [(steps[index + 1]?.atMs ?? step.atMs) + 400] };
      case 'forged': {
        // Somebody who knows the id and the URL, yet no key, claims that the message has arrived.
        const atMs = step.atMs + 300;
        return [inTime, { step: { atMs, status: 'delivered' }, sendAtMs: [atMs], forged: true }];
      }
      default:
        return mishap satisfies never;
    }
  });
}

/** Plans when the callbacks of a message are sent: in time, or with what happens to real ones. */
export function createDeliveryPlans(random: Random): (life: MessageLife) => readonly PlannedCallback[] {
  const nextMishap = createBag(random, mishaps);
  return ({ steps }) => {
    const mishap = nextMishap();
    // To be overtaken, a callback needs one behind it.
    const first = mishap === 'overtaken' ? 0 : 1;
    return strike(mishap, steps, first + Math.floor(random() * (steps.length - 1)), random);
  };
}

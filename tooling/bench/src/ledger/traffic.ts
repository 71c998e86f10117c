import { createChance } from './chance.ts';
import { lifeOf, type Step } from './lives.ts';

/** Callbacks in the order in which they come: thousands of messages under way at once, and some callbacks twice. */
export interface Traffic {
  /** Makes so many callbacks ready, so that making them is not measured. */
  prepare(count: number): void;
  next(): Step;
}

const messagesPerSecond = 2_500;
/** One callback in so many comes again, as after an answer that was lost. */
const repeatEvery = 20;
const longestRetryMs = 3_000;

/** Makes traffic that begins at an instant. It is made block by block: small ones hold up less who sends meanwhile. */
export function createTraffic(seed: number, startsAt: number, messagesPerBlock = 5_000): Traffic {
  const chance = createChance(seed);
  let ready: Step[] = [];
  let next = 0;
  let later: Step[] = [];
  let messages = 0;

  function addBlock(): void {
    for (let count = 0; count < messagesPerBlock; count += 1) {
      const startedAt = startsAt + Math.floor((messages * 1_000) / messagesPerSecond);
      for (const step of lifeOf(messages, startedAt, chance)) {
        later.push(step);
        if (chance.below(repeatEvery) > 0) continue;
        later.push({ ...step, arrivesAt: step.arrivesAt + 500 + chance.below(longestRetryMs) });
      }
      messages += 1;
    }
    later.sort((a, b) => a.arrivesAt - b.arrivesAt);
    // What a later block adds comes after that.
    const settled = startsAt + Math.floor((messages * 1_000) / messagesPerSecond);
    const split = later.findIndex(({ arrivesAt }) => arrivesAt >= settled);
    const steps = later.slice(0, split);
    later = later.slice(split);
    ready.push(...steps);
  }

  function prepare(count: number): void {
    ready = ready.slice(next);
    next = 0;
    while (ready.length < count) addBlock();
  }

  return {
    prepare,
    next() {
      if (next >= ready.length) prepare(1);
      const step = ready[next];
      if (step === undefined) throw new Error('no callback was made');
      next += 1;
      return step;
    },
  };
}

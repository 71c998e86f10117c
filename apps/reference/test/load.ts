import { Agent, request } from 'node:http';
import { type Chance, createChance } from '@statuswire/ledger/testing';
import { type SignedDelivery, signedDelivery } from '@statuswire/receiver/testing';
import { live, signingKey } from './live-settings.ts';

/** One fact that the sender has to tell, as long as nobody has acknowledged it. */
export interface SentFact {
  readonly messageId: string;
  readonly status: string;
  readonly delivery: SignedDelivery;
  /** Answered 2xx so often. */
  acknowledged: number;
  /** Sent so often. */
  attempts: number;
}

/** An answer, or that there was none. */
export interface LoadAnswer {
  readonly status: number | 'none';
  readonly retryAfter: string | undefined;
  readonly tookMs: number;
}

/** A sender of callbacks that remembers what it was promised. */
export interface Load {
  /** All that it has sent. */
  readonly facts: readonly SentFact[];
  /** How often each status was answered, and `none`. */
  readonly answers: ReadonlyMap<number | 'none', number>;
  /** How often each error of the connection was had in place of an answer. */
  readonly faults: ReadonlyMap<string, number>;
  /** Answers other than 200, the last of each status. */
  readonly odd: readonly LoadAnswer[];
  /** The longest that anybody waited for an answer, in milliseconds. */
  slowestMs(): number;
  /** Sends over so many connections until it is told to stop, and resolves once all is answered or lost. */
  run(target: () => string, connections: number, stop: AbortSignal): Promise<void>;
  /** Sends what nobody has acknowledged until somebody has. */
  settle(target: () => string): Promise<void>;
}

const lives: readonly [readonly string[], ...(readonly string[])[]] = [
  ['queued', 'sending', 'sent', 'delivered'],
  ['queued', 'sent', 'undelivered'],
  ['failed', 'queued'],
  ['received'],
];

/** Longest that a sender waits, in milliseconds: SignalWire's own limit. */
const timeoutMs = 5_000;

/** Makes a sender; what it sends, in which order and what it repeats is decided by chance. */
export function createLoad(seed: number): Load {
  const chance: Chance = createChance(seed);
  const facts: SentFact[] = [];
  const waiting: SentFact[] = [];
  const answers = new Map<number | 'none', number>();
  const faults = new Map<string, number>();
  const odd = new Map<number | 'none', LoadAnswer>();
  let slowest = 0;
  let messages = 0;

  function begin(): void {
    const messageId = `load-${seed}-${messages}`;
    const dialect = messages % 2 === 0 ? 'compatibility' : 'platform';
    messages += 1;
    for (const status of chance.pick(lives)) {
      const from = chance.pick(['+15550000001', '+15550000002']);
      const options = { signingKey, url: live.PUBLIC_URL, messageId, status, dialect, from } as const;
      waiting.push({ messageId, status, delivery: signedDelivery(options), acknowledged: 0, attempts: 0 });
    }
  }

  function next(): SentFact {
    // Now and then a retry of what was received all the same.
    if (facts.length > 0 && chance.below(12) === 0) return facts[chance.below(facts.length)] as SentFact;
    while (waiting.length < 40) begin();
    const [fact] = waiting.splice(chance.below(waiting.length), 1) as [SentFact];
    return fact;
  }

  function post(url: string, { method, headers, body }: SignedDelivery, agent: Agent): Promise<LoadAnswer> {
    const startedAt = performance.now();
    return new Promise((resolve) => {
      const answered = (status: number | 'none', retryAfter?: string): void =>
        resolve({ status, retryAfter, tookMs: performance.now() - startedAt });
      const sending = request(`${url}/callbacks/status`, { method, headers, agent, timeout: timeoutMs }, (response) => {
        response.resume();
        response.once('end', () => answered(response.statusCode ?? 'none', response.headers['retry-after']));
        response.once('error', () => answered('none'));
      });
      sending.once('timeout', () => sending.destroy());
      sending.once('error', (error: NodeJS.ErrnoException) => {
        const code = error.code ?? error.name;
        faults.set(code, (faults.get(code) ?? 0) + 1);
        answered('none');
      });
      sending.end(body);
    });
  }

  async function tell(fact: SentFact, url: string, agent: Agent): Promise<LoadAnswer> {
    if (fact.attempts === 0) facts.push(fact);
    fact.attempts += 1;
    const answer = await post(url, fact.delivery, agent);
    answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1);
    slowest = Math.max(slowest, answer.tookMs);
    if (answer.status === 200) fact.acknowledged += 1;
    else {
      odd.set(answer.status, answer);
      if (fact.acknowledged === 0) waiting.push(fact);
    }
    return answer;
  }

  return {
    facts,
    answers,
    faults,
    get odd() {
      return [...odd.values()];
    },
    slowestMs: () => slowest,
    async run(target, connections, stop) {
      const agent = new Agent({ keepAlive: true, maxSockets: connections });
      const work = async (): Promise<void> => {
        while (!stop.aborted) {
          const { status } = await tell(next(), target(), agent);
          if (status !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      await Promise.all(Array.from({ length: connections }, work));
      agent.destroy();
    },
    async settle(target) {
      const agent = new Agent({ keepAlive: true, maxSockets: 16 });
      const work = async (): Promise<void> => {
        for (let fact = unsettled.pop(); fact !== undefined; fact = unsettled.pop()) {
          for (let attempt = 0; fact.acknowledged === 0; attempt += 1) {
            if (attempt === 50) throw new Error('Nobody acknowledges any more.');
            await tell(fact, target(), agent);
          }
        }
      };
      waiting.length = 0;
      const unsettled = facts.filter(({ acknowledged }) => acknowledged === 0);
      await Promise.all(Array.from({ length: 16 }, work));
      agent.destroy();
      waiting.length = 0;
    },
  };
}

import { type Answer, type Connection, createConnection } from './connection.ts';
import type { FuzzRequest } from './fuzz-request.ts';
import { generateRequest } from './generate.ts';
import type { HostState } from './host-messages.ts';

/** What a campaign needs of a host. */
export interface CampaignHost {
  readonly name: string;
  readonly port: number;
  state(): Promise<HostState>;
}

/** What to send, and how. */
export interface CampaignOptions {
  readonly hosts: readonly CampaignHost[];
  readonly seed: number;
  /** Requests, each of which goes to every host. */
  readonly requests: number;
  /** The first one's number, to try a single one again. @default 0 */
  readonly from?: number;
  /** Requests that are under way at once. @default 16 */
  readonly concurrency?: number;
  /** When a host that says nothing counts as hung, in milliseconds. @default 10000 */
  readonly patienceMs?: number;
  /** Most failures to look for. @default 20 */
  readonly mostFailures?: number;
}

/** A request that did not become what it must. */
export interface CampaignFailure {
  readonly number: number;
  readonly request: FuzzRequest;
  readonly answers: Readonly<Record<string, Answer>>;
  readonly because: string;
}

/** What a campaign saw. */
export interface CampaignReport {
  readonly sent: number;
  readonly failures: readonly CampaignFailure[];
  /** How often each answer came, over all hosts. */
  readonly answers: ReadonlyMap<Answer, number>;
  /** Each host's state, eleven times from the first tenth to the end. */
  readonly states: Readonly<Record<string, readonly HostState[]>>;
}

/** What is wrong with an answer; `null` where nothing is. */
function faultOf({ expectation }: FuzzRequest, answer: Answer): string | null {
  if (answer === 'hung') return 'no answer';
  if (answer === 'closed') return expectation === 'outlived' ? null : 'the connection ended without an answer';
  if (answer >= 500) return `an answer of ${answer}`;
  if (expectation === 'accepted' && answer !== 200) return `refused with ${answer} what is genuine`;
  if (expectation === 'refused' && answer < 400) return `answered ${answer} to what is to be refused`;
  return null;
}

function differ(request: FuzzRequest, answers: readonly Answer[]): boolean {
  return request.expectation !== 'outlived' && new Set(answers).size > 1;
}

/** Sends a request, and sends it once more where all of it came and the host was kept from reading it in time by others. */
async function sendPatiently(connection: Connection, request: FuzzRequest): Promise<Answer> {
  const answer = await connection.send(request);
  return answer === 408 && request.whole ? await connection.send(request) : answer;
}

/** Sends every request to every host and looks at what comes back, and at what it costs the hosts. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignReport> {
  const { hosts, seed, requests, from = 0, concurrency = 16, patienceMs = 10_000, mostFailures = 20 } = options;
  const failures: CampaignFailure[] = [];
  const counts = new Map<Answer, number>();
  const states: Record<string, HostState[]> = Object.fromEntries(hosts.map(({ name }) => [name, []]));
  let next = from;

  async function sender(end: number): Promise<void> {
    const connections = hosts.map(({ port }) => createConnection(port, { patienceMs }));
    while (next < end && failures.length < mostFailures) {
      const number = next;
      next += 1;
      const request = generateRequest(seed, number);
      const given = await Promise.all(connections.map((connection) => sendPatiently(connection, request)));
      for (const answer of given) counts.set(answer, (counts.get(answer) ?? 0) + 1);
      const answers = Object.fromEntries(hosts.map(({ name }, index) => [name, given[index] ?? 'closed']));
      const because =
        given.map((answer) => faultOf(request, answer)).find((fault) => fault !== null) ??
        (differ(request, given) ? 'the adapters differ' : null);
      if (because !== null) failures.push({ number, request, answers, because });
    }
    for (const connection of connections) connection.close();
  }

  for (let tenth = 1; tenth <= 10; tenth += 1) {
    const end = from + Math.ceil((requests * tenth) / 10);
    await Promise.all(Array.from({ length: concurrency }, () => sender(end)));
    for (const { name, state } of hosts) states[name]?.push(await state());
  }
  return { sent: next - from, failures, answers: counts, states };
}

/** How much more a host keeps at the end than after the second tenth, in bytes: by then everything has run. */
export function heapGrowth(states: readonly HostState[]): number {
  return (states.at(-1)?.heapBytes ?? 0) - (states[1]?.heapBytes ?? 0);
}

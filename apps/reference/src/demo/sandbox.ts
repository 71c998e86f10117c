import { createSandbox, type Delivery, type Sandbox } from '@statuswire/sandbox';
import { isPortTaken } from '../http-server.ts';
import { demoFaults } from './faults.ts';
import type { DemoProject } from './projects.ts';

/** How long each step of a life takes where nobody is in a hurry, in milliseconds. */
const life = { initiatedAfterMs: 800, sentAfterMs: 1_400, endedAfterMs: 2_200, pricedAfterMs: 5_000 } as const;

/** What a sandbox for the demo needs to know. */
export interface DemoSandboxOptions {
  /** A loopback address: whoever reaches the sandbox controls it. */
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Whether another port will do where this one is taken. */
  readonly anyPort: boolean;
  readonly projects: readonly DemoProject[];
  /** Decides ids and faults. */
  readonly seed: number;
  /** How much faster than life messages live. Late stays late: that is by the clock. */
  readonly pace: number;
  /** Is told in words what did not come out as it should. */
  readonly onSurprise: (text: string) => void;
}

/** What is not as it should be about an answer; `null` where nothing is. */
function surpriseIn({ outcome, faults, attempts }: Delivery): string | null {
  const forged = faults.includes('wrong_signature');
  if (outcome === 'withheld' || (outcome === 'acknowledged' && !forged)) return null;
  const status = attempts.at(-1)?.status ?? null;
  if (forged && status === 403) return null;
  if (status === null) return 'The demo got no answer.';
  return `The demo was answered ${status} instead of ${forged ? 403 : 200}.`;
}

/** Opens a sandbox with the demo's projects, pace and faults. Rejects with Node's own error where it cannot listen. */
export async function openDemoSandbox(options: DemoSandboxOptions): Promise<Sandbox> {
  const { host, port, anyPort, projects, seed, pace, onSurprise } = options;
  const paced = (milliseconds: number): number => Math.round(milliseconds / pace);
  const sandbox = createSandbox({
    host,
    port,
    seed,
    projects: projects.map((project) => ({ ...project, signingKeys: [...project.signingKeys] })),
    life: {
      initiatedAfterMs: paced(life.initiatedAfterMs),
      sentAfterMs: paced(life.sentAfterMs),
      endedAfterMs: paced(life.endedAfterMs),
      pricedAfterMs: paced(life.pricedAfterMs),
    },
    faults: [...demoFaults],
    // It may run for days.
    retain: { messages: 10_000, deliveries: 10_000 },
    onDelivery(delivery) {
      const surprise = surpriseIn(delivery);
      if (surprise !== null) onSurprise(surprise);
    },
  });
  try {
    await sandbox.listen();
    return sandbox;
  } catch (error) {
    if (!anyPort || port === 0 || !isPortTaken(error)) throw error;
    return await openDemoSandbox({ ...options, port: 0 });
  }
}

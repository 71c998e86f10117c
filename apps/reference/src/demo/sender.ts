import type { Sandbox } from '@statuswire/sandbox';
import { createDemoMessages } from './messages.ts';
import type { DemoProject } from './projects.ts';
import { between, createBag, createRandom } from './random.ts';

/** What the sender needs to know. */
export interface DemoSenderOptions {
  readonly sandbox: Sandbox;
  readonly projects: readonly DemoProject[];
  /** Where callbacks go: all those of a message to one of these, in turn. */
  readonly targets: readonly string[];
  /** Decides which messages there are. */
  readonly seed: number;
  /** How much faster than life. */
  readonly pace: number;
}

/** Asks the sandbox for one made-up message after the other, until it is stopped. */
export function startDemoSender({ sandbox, projects, targets, seed, pace }: DemoSenderOptions): { stop(): void } {
  const random = createRandom(seed);
  const nextMessage = createDemoMessages(random, projects);
  const nextTarget = createBag(random, targets);

  function sendNext(): NodeJS.Timeout {
    const { direction, request } = nextMessage();
    const told = { ...request, statusCallback: nextTarget() };
    if (direction === 'inbound') sandbox.receiveInbound(told);
    else sandbox.send(told);
    // Not by the sandbox's clock: whoever pushes that ahead wants to see the messages that there are.
    return setTimeout(
      () => {
        timer = sendNext();
      },
      between(random, 800, 1_600) / pace,
    );
  }

  let timer = sendNext();
  return { stop: () => clearTimeout(timer) };
}

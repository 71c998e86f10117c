import type { Server } from 'node:http';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StatusEvent } from '@statuswire/contracts';
import { type CallbackOutcome, createReceiver, type ReceiverOptions } from '@statuswire/receiver';
import { receiveFromNode, writeNodeReply } from '@statuswire/receiver/node';
import { onTestFinished } from 'vitest';

/** A real server with the real receiver behind it, and what it took. */
export interface ReceivingEndpoint {
  readonly url: string;
  readonly events: StatusEvent[];
  readonly outcomes: CallbackOutcome[];
}

/** Listens on loopback until the test is over. */
export async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Starts a server that receives callbacks until the test is over. */
export async function receivingEndpoint(options: Partial<ReceiverOptions> = {}): Promise<ReceivingEndpoint> {
  const events: StatusEvent[] = [];
  const outcomes: CallbackOutcome[] = [];
  const receiver = createReceiver({
    signingKeys: 'PSKsandbox',
    onEvent: (event) => {
      events.push(event);
    },
    onOutcome: (outcome) => {
      outcomes.push(outcome);
    },
    ...options,
  });
  const server = http.createServer((request, response) => {
    void receiveFromNode(receiver, request).then((outcome) => {
      if (outcome !== null) writeNodeReply(response, outcome.reply);
    });
  });
  return { url: `${await listening(server)}/callbacks/status`, events, outcomes };
}

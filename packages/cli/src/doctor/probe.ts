import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { type SignedDelivery, type SignedDeliveryOptions, signedDelivery } from '@statuswire/receiver/testing';
import { unreachable } from '../command-failure.ts';
import { leaveMidway } from '../http/leave-midway.ts';
import type { OutgoingRequest } from '../http/open-request.ts';
import { type SendResult, sendRequest } from '../http/send-request.ts';
import { withoutFragment } from '../http/without-fragment.ts';
import { maskUrl } from '../masking.ts';

/** What differs from the delivery as it was signed. */
export type ProbeChanges = Partial<Pick<OutgoingRequest, 'method' | 'headers' | 'chunked' | 'pauseMs'>> & {
  readonly body?: string | Uint8Array;
};

/** Sends what the checks ask for to the one endpoint that is examined, and remembers the answers. */
export interface Probe {
  /** The URL that is signed: as SignalWire was given it, without the fragment, which it does not send. */
  readonly signedUrl: string;
  /** Longest wait for an answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Every answer so far. */
  readonly answers: readonly SendResult[];
  /** The id of a message of its own. */
  newMessageId(): string;
  /** A signed delivery of a message of its own; `signingKey` and `url` may be replaced, for forgeries. */
  delivery(options?: Partial<SignedDeliveryOptions>): SignedDelivery;
  send(delivery: SignedDelivery, changes?: ProbeChanges): Promise<SendResult>;
  /** Sends half of a delivery and goes away. */
  leaveMidway(delivery: SignedDelivery): Promise<void>;
}

/** What a probe needs. */
export interface ProbeOptions {
  /** Where to send. Nothing else is ever talked to. */
  readonly url: string;
  readonly publicUrl: string;
  readonly signingKey: string;
  readonly projectId: string | undefined;
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
}

/** Makes a probe. Its `send` throws a failure for the user where nobody can be reached. */
export function createProbe({ url, publicUrl, signingKey, projectId, timeoutMs, stop }: ProbeOptions): Probe {
  const answers: SendResult[] = [];
  const target = withoutFragment(url);
  const signedUrl = withoutFragment(publicUrl);
  function outgoing(delivery: SignedDelivery, changes: ProbeChanges): OutgoingRequest {
    const { body = delivery.body, ...rest } = changes;
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    return { method: delivery.method, url: target, headers: delivery.headers, ...rest, body: bytes };
  }
  const newMessageId = (): string => `statuswire-doctor-${randomUUID()}`;
  return {
    signedUrl,
    timeoutMs,
    answers,
    newMessageId,
    delivery: (options = {}) =>
      signedDelivery({
        signingKey,
        url: signedUrl,
        messageId: newMessageId(),
        ...(projectId === undefined ? {} : { projectId }),
        ...options,
      }),
    async send(delivery, changes = {}) {
      const result = await sendRequest(outgoing(delivery, changes), { answerMs: timeoutMs, signal: stop });
      if (result.kind === 'unreachable') throw unreachable(`${maskUrl(url)} cannot be reached: ${result.reason}.`);
      answers.push(result);
      return result;
    },
    leaveMidway: (delivery) => leaveMidway(outgoing(delivery, {})),
  };
}

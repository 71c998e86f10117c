import type { StatusEvent } from '@statuswire/contracts';
import { expect } from 'vitest';
import {
  type CallbackOutcome,
  type CallbackRequest,
  createReceiver,
  type Receiver,
  type ReceiverOptions,
  type UnprocessableDelivery,
  type Verification,
} from '../src/index.ts';
import { type SignedDelivery, type SignedDeliveryOptions, signedDelivery } from '../src/testing/signed-delivery.ts';

export const signingKey = 'PSKtest1234567890abcdef';
export const url = 'https://example.com/callbacks/status';
export const formType = 'application/x-www-form-urlencoded';

export const xmlReply = { status: 200, headers: { 'content-type': 'text/xml' }, body: '<Response/>' };
export const jsonReply = { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };

/** A signed delivery as a receiver takes it. */
export function requestOf(delivery: SignedDelivery, changes: Partial<CallbackRequest> = {}): CallbackRequest {
  const { method, headers, body } = delivery;
  return { method, url: delivery.url, headers, rawBody: Buffer.from(body), ...changes };
}

/** A request that SignalWire could have sent. */
export function signedRequest(
  delivery: Partial<SignedDeliveryOptions> = {},
  changes: Partial<CallbackRequest> = {},
): CallbackRequest {
  return requestOf(signedDelivery({ signingKey, url, ...delivery }), changes);
}

/** A receiver and all that it has told. */
export interface ObservedReceiver {
  readonly receiver: Receiver;
  readonly receive: Receiver['receive'];
  readonly events: StatusEvent[];
  readonly verifications: Verification[];
  readonly kept: UnprocessableDelivery[];
  readonly outcomes: CallbackOutcome[];
}

/** Makes a receiver that notes what it tells; an option that is given as `undefined` is left out. */
export function observedReceiver(
  options: { readonly [Name in keyof ReceiverOptions]?: ReceiverOptions[Name] | undefined } = {},
): ObservedReceiver {
  const events: StatusEvent[] = [];
  const verifications: Verification[] = [];
  const kept: UnprocessableDelivery[] = [];
  const outcomes: CallbackOutcome[] = [];
  const receiver = createReceiver({
    signingKeys: signingKey,
    onEvent: (event, { verification }) => {
      events.push(event);
      verifications.push(verification);
    },
    onUnprocessable: (delivery) => {
      kept.push(delivery);
    },
    onOutcome: (outcome) => {
      outcomes.push(outcome);
    },
    ...options,
  } as ReceiverOptions);
  return { receiver, receive: (request) => receiver.receive(request), events, verifications, kept, outcomes };
}

/** Why a request was turned away; fails where it was not. */
export function reasonOf(outcome: CallbackOutcome): string {
  if (outcome.kind !== 'rejected') throw new Error(`Not rejected, but ${outcome.kind}`);
  return outcome.reason;
}

/** Fails unless the reply is a problem document that says no more than its status. */
export function expectBareProblem(outcome: CallbackOutcome, status: number, title: string): void {
  expect(outcome.reply.status).toBe(status);
  expect(outcome.reply.headers['content-type']).toBe('application/problem+json');
  expect(JSON.parse(outcome.reply.body)).toEqual({ type: 'about:blank', title, status });
}

import { Buffer } from 'node:buffer';
import { type CallbackOutcome, type CallbackReply, createReceiver, type ReceiverOptions } from '../src/index.ts';
import { receiveFromNode, writeNodeReply } from '../src/node.ts';
import type { AdapterSetup } from '../src/testing.ts';
import { drain, type NodeExchange, type NodeMiddleware, statusCallbacks } from './kit-node-subject.ts';

/** Makes a broken adapter's middleware. */
export type CreateMiddleware = (setup: AdapterSetup) => NodeMiddleware;

/** An adapter that does one thing wrong, and the cases of the kit that have to find it. */
export interface BrokenAdapter {
  readonly name: string;
  readonly create: CreateMiddleware;
  readonly mustFail: readonly string[];
}

export function withOptions(change: (options: ReceiverOptions) => ReceiverOptions): CreateMiddleware {
  return (setup) => statusCallbacks({ ...setup, options: change(setup.options) });
}

export function without(...names: (keyof ReceiverOptions)[]): CreateMiddleware {
  return withOptions((options) => {
    const rest = { ...options };
    for (const name of names) delete rest[name];
    return rest;
  });
}

export function withExchange(change: (exchange: NodeExchange) => NodeExchange): CreateMiddleware {
  return (setup) => {
    const correct = statusCallbacks(setup);
    return (exchange) => correct(change(exchange));
  };
}

/** Reads the whole body by itself, whatever its length, and hands on what `change` makes of it. */
export function withBody(change: (bytes: Buffer, exchange: NodeExchange) => Buffer): CreateMiddleware {
  return (setup) => {
    const correct = statusCallbacks(setup);
    return async (exchange) => {
      const bytes = await drain(exchange.request);
      if (bytes !== null) await correct({ ...exchange, rawBody: change(bytes, exchange) });
    };
  };
}

export function withReply(
  change: (outcome: CallbackOutcome, exchange: NodeExchange) => CallbackReply | Promise<CallbackReply>,
): CreateMiddleware {
  return ({ options }) => {
    const receiver = createReceiver(options);
    return async (exchange) => {
      const outcome = await receiveFromNode(receiver, exchange.request, exchange);
      if (outcome !== null) writeNodeReply(exchange.response, await change(outcome, exchange));
    };
  };
}

/** Runs another middleware for requests that a parser has read. */
export function behindParser(create: CreateMiddleware): CreateMiddleware {
  return (setup) => {
    const correct = statusCallbacks(setup);
    const broken = create(setup);
    return (exchange) => (exchange.request.readableEnded ? broken(exchange) : correct(exchange));
  };
}

export function onJson(change: (text: string) => string): (bytes: Buffer) => Buffer {
  return (bytes) => (/^\s*[{[]/.test(bytes.toString()) ? Buffer.from(change(bytes.toString())) : bytes);
}

export function onForm(change: (text: string) => string): (bytes: Buffer) => Buffer {
  return (bytes) => (/^\s*[{[]/.test(bytes.toString()) ? bytes : Buffer.from(change(bytes.toString())));
}

export const acknowledgement: CallbackReply = {
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: '<Response/>',
};
export const jsonAcknowledgement: CallbackReply = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: '{}',
};

import { Buffer } from 'node:buffer';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CallbackOutcome,
  type CallbackRequestHead,
  createReceiver,
  createRequestUrl,
  diagnoseSignature,
  type SignatureDiagnosis,
} from '@statuswire/receiver';
import { readBody, writeNodeReply } from '@statuswire/receiver/node';
import { listenFailure } from '../http/listen-failure.ts';
import { forwardRequest, relayAnswer } from './forward.ts';
import type { Received } from './received.ts';

/** What the server of `listen` takes. */
export interface CallbackServerOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly signingKeys: readonly string[];
  /** Keys that are not accepted, only named where they signed. */
  readonly otherKeys: readonly string[];
  /** The URL as SignalWire was given it; without, the one that the request names. */
  readonly publicUrl?: string;
  /** Believe `X-Forwarded-Proto` and `X-Forwarded-Host`. */
  readonly trustProxy: boolean;
  readonly mode: 'enforce' | 'report';
  /** Where to pass on what was accepted; `null` for nowhere. */
  readonly forwardTo: string | null;
  readonly onReceived: (received: Received) => void;
  /** Hears of a request that could not be handled, by a mistake of ours. */
  readonly onMistake: (error: unknown) => void;
}

/** Most facts remembered to tell repeats. */
const mostFacts = 10_000;
/** Most signatures computed to find out why one does not match: anybody may send one, and these take some 40 ms. */
const mostAttempts = 20_000;

function isUnverified(outcome: CallbackOutcome): boolean {
  if (outcome.kind === 'rejected') return outcome.reason.endsWith('_signature');
  return 'verification' in outcome && outcome.verification.status === 'unverified';
}

/** Starts to listen. Resolves with the URL; rejects with a failure for the user where the port cannot be had. */
export async function startCallbackServer(
  options: CallbackServerOptions,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { signingKeys, otherKeys, publicUrl, trustProxy, mode, forwardTo } = options;
  const known = publicUrl === undefined ? { trustProxy } : { publicUrl };
  const receiver = createReceiver({ signingKeys, mode, allowGet: true, ...known });
  const requestUrl = createRequestUrl(known);
  const closing = new AbortController();
  const facts = new Set<string>();

  function isRepeated(outcome: CallbackOutcome): boolean {
    if (outcome.kind !== 'accepted') return false;
    if (facts.has(outcome.event.key)) return true;
    if (facts.size >= mostFacts) facts.clear();
    facts.add(outcome.event.key);
    return false;
  }

  function diagnose(request: CallbackRequestHead, rawBody: Buffer): SignatureDiagnosis {
    const { headers } = request;
    const url = requestUrl(request);
    return diagnoseSignature({ url, headers, rawBody, signingKeys, otherKeys, maxAttempts: mostAttempts });
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = new Date();
    const { method = '', headers, rawHeaders, url: target = '/' } = request;
    const url = `http://${headers.host ?? ''}${target}`;
    let rawBody = Buffer.alloc(0);
    const head = { method, url, headers };
    const outcome = await receiver.receiveFrom(head, async (limits) => {
      const body = await readBody(request, limits);
      if (typeof body !== 'string') rawBody = Buffer.from(body);
      return body;
    });
    const diagnosis = isUnverified(outcome) ? diagnose(head, rawBody) : null;
    const passOn = forwardTo !== null && (outcome.kind === 'accepted' || outcome.kind === 'unprocessable');
    const forwarded = passOn
      ? await forwardRequest(forwardTo, { method, target, rawHeaders, rawBody }, closing.signal)
      : null;
    if (forwarded === null) writeNodeReply(response, outcome.reply);
    else relayAnswer(response, forwarded);
    const repeated = isRepeated(outcome);
    const { statusCode: status } = response;
    options.onReceived({ at, method, url, rawHeaders, rawBody, outcome, repeated, diagnosis, forwarded, status });
  }

  const server = createServer((request, response) => {
    // A stranger's connection may break at any time; nothing of it is lost to anybody else.
    response.on('error', () => {});
    handle(request, response).catch((error: unknown) => {
      writeNodeReply(response, { status: 500, headers: {}, body: '' });
      options.onMistake(error);
    });
  });
  const { port } = await new Promise<AddressInfo>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenFailure(error, options)));
    server.listen(options.port, options.host, () => resolve(server.address() as AddressInfo));
  });
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

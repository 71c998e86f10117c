import { hash, timingSafeEqual } from 'node:crypto';
import { emitWarning } from 'node:process';
import {
  type Dialect,
  detectDialect,
  isRetryLater,
  normalizeCallback,
  type Problem,
  type StatusEvent,
  StatusWireError,
} from '@statuswire/contracts';
import {
  type CallbackHeaders,
  type CallbackRequest,
  type CallbackRequestHead,
  checkRequest,
  header,
} from './callback-request.ts';
import { claimedProject } from './claimed-project.ts';
import { createDeadlines } from './deadlines.ts';
import { bodyKind, type DecodedBody, decodeBody, decodeUntrustedForm } from './decode-body.ts';
import type { HmacKey } from './hmac.ts';
import { checkOptions, type ReceiverOptions } from './options.ts';
import {
  type BodyRejectReason,
  bodyRejectReasons,
  type CallbackOutcome,
  type RejectReason,
  type Verification,
} from './outcome.ts';
import { acknowledgements, failedReply, rejectionReply, unavailableReply, unprocessableReply } from './replies.ts';
import { createRequestUrl, queryOf } from './request-url.ts';
import { createKeyRing } from './signing-keys.ts';
import { basicCredentials, verifyPrepared } from './verify-signature.ts';
import { isThenable, whenReady } from './when-ready.ts';

/**
 * Reads a request's body. Resolves with what went wrong instead, if it did; rejects where the bytes cannot be had at all. How
 * long that may take is the receiver's to watch.
 */
export type ReadBody = (limits: {
  readonly maxBytes: number;
  /** Whether the bytes must be those that came: for `strictSha256`, a form that was parsed and written again will not do. */
  readonly exact: boolean;
}) => Uint8Array | BodyRejectReason | Promise<Uint8Array | BodyRejectReason>;

/** Verifies, decodes and answers callbacks; knows HTTP as plain values. */
export interface Receiver {
  /** Whether `onEvent` is there, so that an accepted event has been handled when the outcome is known. */
  readonly handlesEvents: boolean;
  /** Receives a request whose body has been read. Never rejects. */
  receive(request: CallbackRequest): Promise<CallbackOutcome>;
  /**
   * For hosts: receives a request and reads its body only where the head gives no reason to turn it away. Rejects only
   * where `readBody` does.
   */
  receiveFrom(head: CallbackRequestHead, readBody: ReadBody): Promise<CallbackOutcome>;
}

const defaultMaxBodyBytes = 256 * 1024;
const defaultDeadlineMs = 4_500;

// Digests first: the comparison then takes the same time whatever the lengths.
function sameSecret(expected: string, given: string): boolean {
  return timingSafeEqual(hash('sha256', expected, 'buffer'), hash('sha256', given, 'buffer'));
}

/**
 * Makes a receiver. Throws `STATUSWIRE_INVALID_OPTIONS`, naming everything that is wrong and its fix, for unknown options,
 * blank keys and contradictions. Source: docs/receiving.md.
 */
export function createReceiver(options: ReceiverOptions): Receiver {
  checkOptions(options);
  const { onEvent, onUnprocessable, onOutcome } = options;
  const allowGet = options.allowGet ?? false;
  const maxBytes = options.maxBodyBytes ?? defaultMaxBodyBytes;
  const deadlineMs = options.deadlineMs ?? defaultDeadlineMs;
  const strictSha256 = options.strictSha256 ?? false;
  const reporting = options.mode === 'report';
  const now = options.now ?? (() => new Date());
  const keyRing = createKeyRing(options.signingKeys);
  const requestUrl = createRequestUrl(options);
  const deadlines = createDeadlines(deadlineMs);
  const credentials = options.basicAuth && `${options.basicAuth.username}:${options.basicAuth.password}`;

  function reject(reason: RejectReason): CallbackOutcome {
    return { kind: 'rejected', reason, reply: rejectionReply(reason, allowGet) };
  }

  function failed(error: unknown): CallbackOutcome {
    return { kind: 'failed', error, reply: isRetryLater(error) ? unavailableReply : failedReply };
  }

  function overdue(): CallbackOutcome {
    const error = new StatusWireError(
      'STATUSWIRE_DEADLINE_EXCEEDED',
      `No answer within deadlineMs (${deadlineMs} ms).`,
    );
    return { kind: 'failed', error, reply: unavailableReply };
  }

  /** What a host told instead of bytes: a reason of ours, or, from a host in plain JavaScript, anything. */
  function bodyFault(told: BodyRejectReason): CallbackOutcome {
    if (bodyRejectReasons.includes(told)) return reject(told);
    return failed(
      new StatusWireError('STATUSWIRE_INVALID_OPTIONS', 'readBody must resolve with bytes, or with a reason.'),
    );
  }

  /** What the head alone gives as a reason to turn a request away, before anything is read. */
  function headFault(head: CallbackRequestHead): RejectReason | null {
    if (head.method === 'GET' && allowGet) return null;
    if (head.method !== 'POST') return 'method_not_allowed';
    const encoding = header(head.headers, 'content-encoding');
    if (encoding !== undefined && encoding !== '' && encoding.toLowerCase() !== 'identity')
      return 'unsupported_content_encoding';
    if (bodyKind(head.headers) === null) return 'unsupported_media_type';
    return Number(header(head.headers, 'content-length') ?? 0) > maxBytes ? 'body_too_large' : null;
  }

  /** `signedUrl` is the URL that the signature will be checked against: fields of a GET come from there, as nothing else is signed. */
  function decode(request: CallbackRequest, signedUrl: string): DecodedBody {
    if (request.method === 'GET') return decodeUntrustedForm(queryOf(signedUrl));
    return decodeBody(request.rawBody, bodyKind(request.headers) ?? 'untold');
  }

  function credentialsFault(headers: CallbackHeaders): RejectReason | null {
    if (credentials === undefined) return null;
    const given = basicCredentials(headers);
    if (given === null) return 'missing_credentials';
    return sameSecret(credentials, given) ? null : 'wrong_credentials';
  }

  function verify(
    request: CallbackRequest,
    signedUrl: string,
    decoded: DecodedBody,
    keys: readonly HmacKey[],
  ): Verification {
    if (keys.length === 0) return { status: 'unverified', reason: 'unknown_project' };
    const { headers, rawBody } = request;
    const fields = decoded.kind === 'form' && request.method !== 'GET' ? decoded.fields : null;
    return verifyPrepared({ url: signedUrl, headers, rawBody }, keys, fields, strictSha256);
  }

  async function unprocessable(
    problem: Problem,
    dialect: Dialect | null,
    delivery: { readonly request: CallbackRequest; readonly verification: Verification; readonly receivedAt: Date },
  ): Promise<CallbackOutcome> {
    const { request, verification } = delivery;
    // Nothing unverified is ever kept: the store of unreadable deliveries would fill with anybody's junk.
    if (verification.status === 'unverified') return reject(verification.reason);
    if (onUnprocessable === undefined)
      return { kind: 'unprocessable', problem, verification, reply: unprocessableReply(problem) };
    await onUnprocessable({ problem, request, verification, receivedAt: delivery.receivedAt.toISOString() });
    return { kind: 'unprocessable', problem, verification, reply: acknowledgements[dialect ?? 'compatibility'] };
  }

  function examine(request: CallbackRequest): CallbackOutcome | Promise<CallbackOutcome> {
    if (request.rawBody.length > maxBytes) return reject('body_too_large');
    const receivedAt = now();
    const signedUrl = requestUrl(request);
    const decoded = decode(request, signedUrl);
    if (decoded.kind === 'too_many_fields') return reject('too_many_fields');
    const fault = credentialsFault(request.headers);
    const keys = fault === null ? keyRing(() => claimedProject(decoded)) : [];
    return whenReady(keys, (found) => {
      const verification: Verification =
        fault === null ? verify(request, signedUrl, decoded, found) : { status: 'unverified', reason: fault };
      if (verification.status === 'unverified' && !reporting) return reject(verification.reason);
      const delivery = { request, verification, receivedAt };
      if (decoded.kind === 'undecodable') return unprocessable(decoded.problem, null, delivery);
      const normalized = normalizeCallback(decoded.payload, { receivedAt });
      if (!normalized.ok) return unprocessable(normalized.problem, detectDialect(decoded.payload), delivery);
      return handle(normalized.event, verification);
    });
  }

  function handle(event: StatusEvent, verification: Verification): CallbackOutcome | Promise<CallbackOutcome> {
    const handled: unknown = onEvent?.(event, { verification });
    const outcome = { kind: 'accepted', event, verification, reply: acknowledgements[event.dialect] } as const;
    return isThenable(handled) ? Promise.resolve(handled).then(() => outcome) : outcome;
  }

  let warned = false;

  /** What nobody sees would cost somebody days: where no observer was given, the process says so, once. */
  function warnUnobserved(outcome: CallbackOutcome): void {
    if (warned) return;
    let what: string;
    if (outcome.kind === 'failed')
      what = `failed (${outcome.error instanceof Error ? outcome.error.name : 'no Error'})`;
    // A host without onEvent looks at the outcomes itself.
    else if (outcome.kind === 'unprocessable' && onEvent !== undefined && onUnprocessable === undefined)
      what = 'could not be read and was not kept';
    else return;
    warned = true;
    emitWarning(`A status callback ${what}, and no onOutcome was given to see it. Further ones are not shown.`, {
      code: 'STATUSWIRE_UNOBSERVED_FAILURE',
    });
  }

  function conclude(outcome: CallbackOutcome, request: CallbackRequestHead): CallbackOutcome {
    if (onOutcome === undefined) {
      warnUnobserved(outcome);
      return outcome;
    }
    // An observer cannot change what the sender is told, nor end the process: the outcome stands.
    try {
      const observed: unknown = onOutcome(outcome, { request });
      if (observed instanceof Promise) observed.catch(() => {});
    } catch {}
    return outcome;
  }

  /** Follows a request from its head to its outcome, and no longer than the deadline. Rejects only where `read` does. */
  function follow(head: CallbackRequestHead, read: () => ReturnType<ReadBody>): Promise<CallbackOutcome> {
    const { method, url, headers } = head;
    return new Promise((resolve, rejectUnread) => {
      let reading = true;
      let open = true;
      const deadline = deadlines.start(() => finish(reading ? reject('body_timeout') : overdue()));

      function finish(outcome: CallbackOutcome): void {
        if (!open) return;
        open = false;
        deadlines.end(deadline);
        resolve(conclude(outcome, head));
      }
      function onFailure(error: unknown): void {
        finish(failed(error));
      }
      function onBody(body: Awaited<ReturnType<ReadBody>>): void {
        // The sender has been told that it took too long, and will send it again.
        if (!open) return;
        reading = false;
        try {
          const outcome =
            body instanceof Uint8Array ? examine({ method, url, headers, rawBody: body }) : bodyFault(body);
          if (outcome instanceof Promise) outcome.then(finish, onFailure);
          else finish(outcome);
        } catch (error) {
          onFailure(error);
        }
      }
      function onUnread(error: unknown): void {
        deadlines.end(deadline);
        rejectUnread(error);
      }

      try {
        const body = read();
        if (body instanceof Promise) body.then(onBody, onUnread);
        else onBody(body);
      } catch (error) {
        onUnread(error);
      }
    });
  }

  return {
    handlesEvents: onEvent !== undefined,
    async receive(request) {
      let checked: CallbackRequest;
      try {
        checked = checkRequest(request);
      } catch (error) {
        return conclude(failed(error), request);
      }
      const fault = headFault(checked);
      return fault === null ? follow(checked, () => checked.rawBody) : conclude(reject(fault), checked);
    },
    receiveFrom(head, readBody) {
      const fault = headFault(head);
      if (fault !== null) return Promise.resolve(conclude(reject(fault), head));
      return follow(head, () => readBody({ maxBytes, exact: strictSha256 }));
    },
  };
}

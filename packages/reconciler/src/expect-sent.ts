import { assertKnownOptions } from '@statuswire/contracts';
import type { Ledger } from '@statuswire/ledger';
import { readSentMessage } from './sent-message.ts';

/** Why a message that was sent is not expected. */
export type ExpectationProblem =
  /** What the send came to is no message that could be read: neither API's answer, nor one of SignalWire's client. */
  | { readonly kind: 'unreadable' }
  /** The ledger could not record it. */
  | { readonly kind: 'unrecorded'; readonly error: unknown };

/** What goes along with a send. */
export interface ExpectSentOptions {
  /** The app's own, so that the message can be found by them. @default none */
  readonly customVariables?: Readonly<Record<string, string>>;
  /** Hears why a message that was sent is not expected: it will be found by the list sweep only. @default nobody */
  readonly onProblem?: (problem: ExpectationProblem) => void;
  /** Our clock. @default the system's */
  readonly now?: () => Date;
}

const knownOptions = ['customVariables', 'onProblem', 'now'] as const satisfies readonly (keyof ExpectSentOptions)[];

/**
 * Sends a message and tells the ledger to expect it. `send`: resolves with what SignalWire's client, or `fetch`, resolves with;
 * that comes back as it is, unread. Rejects only where `send` does: a message that was sent must not look as if it was not, or
 * it would be sent again. For options that are none, with `STATUSWIRE_INVALID_OPTIONS` before anything is sent.
 */
export async function expectSent<Sent>(
  ledger: Pick<Ledger, 'expect'>,
  send: () => Promise<Sent>,
  options: ExpectSentOptions = {},
): Promise<Sent> {
  assertKnownOptions('expectSent', options, knownOptions);
  const { customVariables = {}, onProblem = () => {}, now = () => new Date() } = options;
  const sentAt = now();
  const sent = await send();
  const problem = await expectation(ledger, sent, { sentAt, customVariables });
  if (problem === null) return sent;
  try {
    onProblem(problem);
  } catch {
    // As above: the message was sent.
  }
  return sent;
}

async function expectation(
  ledger: Pick<Ledger, 'expect'>,
  sent: unknown,
  told: { readonly sentAt: Date; readonly customVariables: Readonly<Record<string, string>> },
): Promise<ExpectationProblem | null> {
  const response = isResponse(sent) ? sent : null;
  // SignalWire refused it: there is nothing to expect, and the caller has the answer.
  if (response?.ok === false) return null;
  const message = readSentMessage(response === null ? sent : await bodyOf(response));
  if (message === null) return { kind: 'unreadable' };
  try {
    await ledger.expect({ ...message, ...told });
    return null;
  } catch (error) {
    return { kind: 'unrecorded', error };
  }
}

/** What is used of the answer of any `fetch`. */
type FetchResponse = Pick<Response, 'ok' | 'bodyUsed' | 'json'> & { clone(): Pick<Response, 'json'> };

// By what it can do, not by its class: that of `node-fetch`, of undici as a package, or of a test's other realm is another one.
function isResponse(sent: unknown): sent is FetchResponse {
  try {
    const { ok, clone, json } = Object(sent) as Partial<Record<keyof FetchResponse, unknown>>;
    return typeof ok === 'boolean' && typeof clone === 'function' && typeof json === 'function';
  } catch {
    return false;
  }
}

/** The body of an answer, read from a copy: the caller wants to read it too. */
async function bodyOf(response: FetchResponse): Promise<unknown> {
  if (response.bodyUsed) return null;
  try {
    return (await response.clone().json()) as unknown;
  } catch {
    return null;
  }
}

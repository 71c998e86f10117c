import assert from 'node:assert/strict';
import { STATUS_CODES } from 'node:http';
import type { StatusEvent } from '@statuswire/contracts';
import type { Reply } from './http-client.ts';
import type { Host } from './trial.ts';

const acknowledgements = {
  compatibility: { mediaType: 'text/xml', body: '<Response/>' },
  platform: { mediaType: 'application/json', body: '{}' },
} as const;

function mediaType(reply: Reply): string {
  return String(reply.headers['content-type']).split(';')[0] ?? '';
}

/** A 200 of the kind that the dialect asks for. */
export function assertAcknowledged(reply: Reply, dialect: 'compatibility' | 'platform'): void {
  const { status, body } = reply;
  assert.deepEqual({ status, mediaType: mediaType(reply), body }, { status: 200, ...acknowledgements[dialect] });
}

/** A problem document; returns what it says beyond its status. */
export function assertProblem(reply: Reply, status: number): Readonly<Record<string, unknown>> {
  assert.equal(reply.status, status);
  assert.equal(mediaType(reply), 'application/problem+json');
  const { type, title, status: told, ...details } = JSON.parse(reply.body);
  assert.deepEqual({ type, title, told }, { type: 'about:blank', title: STATUS_CODES[status], told: status });
  return details;
}

/** A problem document that says its status and nothing else. */
export function assertBareProblem(reply: Reply, status: number): void {
  assert.deepEqual(assertProblem(reply, status), {});
}

/** Nobody was handed an event. */
export function assertNoEvent(host: Host): void {
  assert.deepEqual(host.events, [], 'an event was handled');
}

/** Exactly one event was handed over: this one. */
export function theEvent(host: Host): StatusEvent {
  const [event] = host.events;
  assert.equal(host.events.length, 1, `${host.events.length} events were handled, not 1`);
  assert.ok(event);
  return event;
}

/** Puts what was tried in front of the message, for cases that try several things. */
export async function trying<Value>(what: string, attempt: () => Promise<Value>): Promise<Value> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof assert.AssertionError)) throw error;
    throw new assert.AssertionError({ ...error, message: `${what}: ${error.message}` });
  }
}

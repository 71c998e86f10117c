import {
  type NormalizeResult,
  normalizeCallback,
  normalizeMessageResource,
  type Problem,
  type StatusEvent,
} from '../src/index.ts';

/** When every payload of these tests reaches us. */
export const receivedAt = '2026-03-17T22:27:00.000Z';

/** Reads a callback that must be accepted. */
export function readCallback(payload: unknown): StatusEvent {
  return accepted(normalizeCallback(payload, { receivedAt }));
}

/** Reads a message resource that must be accepted. */
export function readResource(resource: unknown): StatusEvent {
  return accepted(normalizeMessageResource(resource, { receivedAt }));
}

/** The problem of a callback that must be refused. */
export function callbackProblem(payload: unknown): Problem {
  return refused(normalizeCallback(payload, { receivedAt }));
}

/** The problem of a message resource that must be refused. */
export function resourceProblem(resource: unknown): Problem {
  return refused(normalizeMessageResource(resource, { receivedAt }));
}

/** A copy without one field. */
export function without(payload: object, field: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(payload).filter(([name]) => name !== field));
}

function accepted(result: NormalizeResult): StatusEvent {
  if (!result.ok) throw new Error(`Refused: ${JSON.stringify(result.problem)}`);
  return result.event;
}

function refused(result: NormalizeResult): Problem {
  if (result.ok) throw new Error('Accepted, but should have been refused');
  return result.problem;
}

import { type OutgoingRequest, openRequest } from './open-request.ts';

/** Sends half of a request and goes away. Resolves when the connection is closed; never rejects. */
export async function leaveMidway(outgoing: OutgoingRequest): Promise<void> {
  const request = openRequest(outgoing);
  request.on('error', () => {});
  const closed = new Promise((resolve) => request.once('close', resolve));
  request.write(outgoing.body.subarray(0, Math.floor(outgoing.body.length / 2)), () => request.destroy());
  // Whatever cannot be written to within this time has been left, too.
  const timer = setTimeout(() => request.destroy(), 1_000);
  await closed;
  clearTimeout(timer);
}

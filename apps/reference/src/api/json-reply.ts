import type { Reply } from '../host.ts';

/** A 200 with JSON that nobody may keep: it is outdated with the next callback. */
export function jsonReply(value: unknown): Reply {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(value),
  };
}

import { type Draft, expectAtLeast, setHeader } from './fuzz-request.ts';
import type { Random } from './random.ts';

/** The largest body that the hosts take, in bytes. */
export const maxBodyBytes = 256 * 1024;

/** Ways to change how a request travels. Each says what may become of the request then. */
export const wireChanges: Readonly<Record<string, (draft: Draft, random: Random) => void>> = {
  'in chunks'(draft) {
    if (draft.method !== 'GET') draft.framing = 'chunked';
  },
  'HTTP/1.0'(draft) {
    if (draft.framing === 'length') draft.version = 'HTTP/1.0';
  },
  'Expect: 100-continue'(draft) {
    setHeader(draft, 'expect', '100-continue');
  },
  'too large'(draft, random) {
    if (draft.method === 'GET') return;
    const missing = Math.max(0, maxBodyBytes + 1 - draft.body.length);
    draft.body = Buffer.concat([draft.body, Buffer.alloc(missing + random.below(2) * 100_000, 0x20)]);
    expectAtLeast(draft, 'refused');
  },
  'less than it says'(draft) {
    // Where no route takes a request, the framework waits for all of its body before it says so.
    if (draft.method === 'GET' || draft.expectation === 'outlived') return;
    draft.framing = 'short';
    expectAtLeast(draft, 'refused');
  },
  'and gone'(draft) {
    draft.afterwards = 'leaves';
    expectAtLeast(draft, 'outlived');
  },
};

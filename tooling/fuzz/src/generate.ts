import type { Draft, FuzzRequest } from './fuzz-request.ts';
import { headChanges } from './head-changes.ts';
import { mangled } from './payloads.ts';
import { createRandom, type Random } from './random.ts';
import { forgedDraft, mangledAndSignedDraft, oddlySignedDraft, signedDraft, unsignedDraft } from './signed-drafts.ts';
import { wireChanges } from './wire-changes.ts';

const draftKinds = [
  signedDraft,
  signedDraft,
  oddlySignedDraft,
  oddlySignedDraft,
  mangledAndSignedDraft,
  mangledAndSignedDraft,
  forgedDraft,
  forgedDraft,
  unsignedDraft,
];

function change(
  draft: Draft,
  changes: Readonly<Record<string, (draft: Draft, random: Random) => void>>,
  random: Random,
) {
  const [name, apply] = random.pick(Object.entries(changes));
  apply(draft, random);
  draft.changes.push(name);
}

function bodyOf({ body, framing }: Draft, random: Random): Buffer {
  if (framing !== 'chunked') return body;
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const size = Math.min(body.length - at, 1 + random.below(body.length > 10_000 ? 60_000 : 400));
    const extension = random.chance(0.1) ? ';name=value' : '';
    parts.push(Buffer.from(`${size.toString(16)}${extension}\r\n`), body.subarray(at, at + size), Buffer.from('\r\n'));
    at += size;
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}

function framingHeaders({ body, framing, method }: Draft): [string, string][] {
  if (framing === 'chunked') return [['transfer-encoding', 'chunked']];
  if (framing === 'short') return [['content-length', String(body.length + 10)]];
  return method === 'GET' && body.length === 0 ? [] : [['content-length', String(body.length)]];
}

function bytesOf(draft: Draft, random: Random): Buffer {
  const lines = [...draft.headers, ...framingHeaders(draft)].map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${draft.method} ${draft.target} ${draft.version}\r\n${lines.join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), bodyOf(draft, random)]);
}

/** One request of a run: the same for the same seed and number, whatever came before it. */
export function generateRequest(seed: number, number: number): FuzzRequest {
  const random = createRandom(seed, number);
  const draft = random.pick(draftKinds)(random);
  if (random.chance(0.35)) change(draft, headChanges, random);
  if (random.chance(0.3)) change(draft, wireChanges, random);
  let bytes = bytesOf(draft, random);
  let whole = draft.framing !== 'short';
  if (random.chance(0.04)) {
    bytes = mangled(random, bytes);
    whole = false;
    draft.afterwards = 'ends';
    draft.expectation = 'outlived';
    draft.changes.push('no HTTP any more');
  }
  const cuts = random.chance(0.2)
    ? Array.from({ length: 1 + random.below(5) }, () => random.below(bytes.length + 1)).sort((a, b) => a - b)
    : [];
  const { changes, method, afterwards, expectation } = draft;
  return { changes, method, bytes, cuts, afterwards, whole, expectation };
}

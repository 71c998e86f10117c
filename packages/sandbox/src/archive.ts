import { Buffer } from 'node:buffer';

/** Records that are kept for long and read seldom, numbered from 0 in the order in which they were added. */
export interface Archive<Item> {
  /** Adds a record behind the last. `label`: what it can be found by without being read. */
  add(label: string, item: Item): void;
  /** The record of a number; `null` where there is none, or it has been dropped. */
  get(number: number): Item | null;
  /** Its label; `null` likewise. */
  label(number: number): string | null;
  /** Forgets the oldest record. Does nothing where there is none. */
  dropFirst(): void;
  /** The number of the oldest record that is still here. */
  readonly first: number;
  /** The number that the next record gets. */
  readonly end: number;
}

/** A stretch of records that follow each other. */
interface Segment {
  readonly first: number;
  readonly bytes: Buffer;
  /** Where each record ends; it begins where the one before it ends. */
  readonly ends: number[];
  readonly labels: string[];
}

/** How large a segment is unless a single record is larger. Bytes. */
const segmentBytes = 1024 * 1024;

/** No character takes more bytes of UTF-8 than this, for each unit of UTF-16. */
const mostBytesPerUnit = 3;

/**
 * Memory that may be shared is not counted by the collector. Counted, what is kept for good would have it look through the
 * heap every few seconds for something to give back.
 */
function allocate(bytes: number): Buffer {
  return Buffer.from(new SharedArrayBuffer(bytes));
}

/**
 * Makes an empty archive. Its records are bytes outside the heap: as objects, some thousand a second that all stay, they
 * would be what the garbage collector copies while a load waits for it. `Item` has to be what JSON can say.
 */
export function createArchive<Item>(): Archive<Item> {
  let segments: Segment[] = [];
  let spare: Buffer | null = null;
  let first = 0;
  let end = 0;

  function segmentFor(mostBytes: number): Segment {
    const current = segments.at(-1);
    if (current !== undefined && (current.ends.at(-1) ?? 0) + mostBytes <= current.bytes.length) return current;
    const bytes = spare !== null && mostBytes <= spare.length ? spare : allocate(Math.max(segmentBytes, mostBytes));
    if (bytes === spare) spare = null;
    const segment = { first: end, bytes, ends: [], labels: [] };
    segments.push(segment);
    return segment;
  }

  function segmentOf(number: number): Segment | undefined {
    if (number < first || number >= end) return undefined;
    let low = 0;
    let high = segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((segments[middle]?.first ?? 0) <= number) low = middle;
      else high = middle - 1;
    }
    return segments[low];
  }

  return {
    add(label, item) {
      const text = JSON.stringify(item);
      const { bytes, ends, labels } = segmentFor(text.length * mostBytesPerUnit);
      const start = ends.at(-1) ?? 0;
      ends.push(start + bytes.write(text, start, 'utf8'));
      labels.push(label);
      end += 1;
    },
    label(number) {
      const segment = segmentOf(number);
      return segment?.labels[number - segment.first] ?? null;
    },
    get(number) {
      const segment = segmentOf(number);
      if (segment === undefined) return null;
      const index = number - segment.first;
      return JSON.parse(segment.bytes.toString('utf8', segment.ends[index - 1] ?? 0, segment.ends[index]));
    },
    dropFirst() {
      if (first === end) return;
      first += 1;
      const [oldest, next] = segments;
      if (oldest === undefined || next === undefined || next.first > first) return;
      segments = segments.slice(1);
      if (oldest.bytes.length === segmentBytes) spare = oldest.bytes;
    },
    get first() {
      return first;
    },
    get end() {
      return end;
    },
  };
}

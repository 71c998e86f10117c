import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createArchive } from '../src/archive.ts';
import type { Delivery, DeliveryOutcome } from '../src/callback/delivery.ts';
import { createDeliveryLog, type DeliveryLog } from '../src/callback/delivery-log.ts';

describe('an archive', () => {
  test('gives back what it was given, until that is dropped', () => {
    const item = fc.record({
      text: fc.string({ unit: 'binary' }),
      number: fc.double({ noNaN: true }),
      none: fc.constant(null),
    });
    fc.assert(
      fc.property(fc.array(fc.option(item, { nil: undefined, freq: 3 })), (steps) => {
        const archive = createArchive<unknown>();
        const model: unknown[] = [];
        let dropped = 0;
        for (const step of steps) {
          if (step !== undefined) {
            archive.add(`label ${model.length}`, step);
            model.push(JSON.parse(JSON.stringify(step)));
          } else if (dropped < model.length) {
            archive.dropFirst();
            dropped += 1;
          } else {
            archive.dropFirst();
          }
          expect([archive.first, archive.end]).toEqual([dropped, model.length]);
        }
        for (let number = -1; number <= model.length; number += 1) {
          const here = number >= dropped && number < model.length;
          expect(archive.get(number)).toEqual(here ? model[number] : null);
          expect(archive.label(number)).toBe(here ? `label ${number}` : null);
        }
      }),
    );
  });

  test('goes on over segment after segment, and over records that are larger than one', () => {
    const archive = createArchive<string>();
    const sizes = [10, 400_000, 400_000, 400_000, 3_000_000, 5, 400_000, 1_100_000, 7];
    const texts = sizes.map((size, index) => '€x1'[index % 3]?.repeat(size) ?? '');
    for (const round of [0, 1, 2]) {
      for (const text of texts) archive.add('', text);
      const start = round * texts.length;
      for (const [index, text] of texts.entries()) expect(archive.get(start + index) === text).toBe(true);
      while (archive.first < archive.end - 2) archive.dropFirst();
      expect(archive.get(archive.first) === texts.at(-2)).toBe(true);
    }
    while (archive.first < archive.end) archive.dropFirst();
    archive.add('', 'again');
    expect(archive.get(archive.first)).toBe('again');
  });
});

describe('the log of deliveries', () => {
  function begun(messageId: string, outcome: DeliveryOutcome = 'sending'): Omit<Delivery, 'sequence'> {
    return {
      messageId,
      projectId: 'p',
      dialect: 'platform',
      fact: { word: 'sent', status: 'sent', errorCode: null, at: 1, key: 'k' },
      faults: [],
      url: 'http://127.0.0.1:1/',
      headers: { a: 'b' },
      body: '{}',
      outcome,
      attempts: [],
    };
  }

  function sequences(log: DeliveryLog, query?: Parameters<DeliveryLog['each']>[0]): number[] {
    return Array.from(log.each(query), ({ sequence }) => sequence);
  }

  test('stays in the order in which they began, in whatever order they end', () => {
    const log = createDeliveryLog({ retain: 100 });
    const first = log.add(begun('a'));
    const second = log.add(begun('b'));
    log.add(begun('a', 'withheld'));
    log.settle({ ...second, outcome: 'acknowledged' });
    expect(Array.from(log.each(), ({ outcome }) => outcome)).toEqual(['sending', 'acknowledged', 'withheld']);
    log.settle({ ...first, outcome: 'refused' });
    const fourth = log.add(begun('b'));
    expect(Array.from(log.each(), ({ outcome }) => outcome)).toEqual([
      'refused',
      'acknowledged',
      'withheld',
      'sending',
    ]);
    expect([...log.each({ after: 0, limit: 1 })]).toEqual([{ ...second, outcome: 'acknowledged' }]);
    expect(sequences(log, { messageId: 'a' })).toEqual([0, 2]);
    expect(sequences(log, { messageId: 'b', after: 1 })).toEqual([3]);
    expect(sequences(log, { after: 3 })).toEqual([]);
    log.clear();
    // Under way when everything was forgotten: nothing new.
    log.settle({ ...fourth, outcome: 'acknowledged' });
    expect([sequences(log), log.total, log.forgotten]).toEqual([[], 0, 0]);
    log.add(begun('c'));
    expect([sequences(log), sequences(log, { after: 3 }), log.total]).toEqual([[4], [4], 1]);
  });

  test('forgets the oldest, under way or not', () => {
    const log = createDeliveryLog({ retain: 3 });
    const all = ['a', 'b', 'c', 'd'].map((id) => log.add(begun(id)));
    expect([sequences(log), log.forgotten]).toEqual([[1, 2, 3], 1]);
    for (const delivery of all) log.settle({ ...delivery, outcome: 'acknowledged' });
    expect([sequences(log), log.forgotten]).toEqual([[1, 2, 3], 1]);
    const later = ['e', 'f'].map((id) => log.add(begun(id)));
    expect([sequences(log), sequences(log, { after: 3 }), log.total, log.forgotten]).toEqual([[3, 4, 5], [4, 5], 6, 3]);
    for (const delivery of later) log.settle({ ...delivery, outcome: 'acknowledged' });
    expect(Array.from(log.each(), ({ outcome }) => outcome)).toEqual(Array(3).fill('acknowledged'));
  });
});

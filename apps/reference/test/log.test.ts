import { normalizeCallback, type StatusEvent, StatusWireError } from '@statuswire/contracts';
import type { Verification } from '@statuswire/receiver';
import { describe, expect, test } from 'vitest';
import type { Arrival } from '../src/arrival.ts';
import { acceptedRow, errorText, unacceptedRow } from '../src/log/callback-row.ts';
import { type Layout, layOutRow, layOutTitles } from '../src/log/lay-out.ts';
import { maskNumber } from '../src/log/mask-number.ts';
import { printable } from '../src/log/printable.ts';

const verification: Verification = {
  status: 'verified',
  scheme: 'form_fields',
  keyFingerprint: '0011aabb',
  urlSpelling: 'as given',
  downgraded: false,
};
const onTime: Arrival = { repeated: false, outOfOrder: false, lateMs: null };
const reply = { status: 500, headers: {}, body: '' };

function event(fields: Record<string, string> = {}): StatusEvent {
  const payload = {
    MessageSid: 'b3877c40-da60-4998-90ad-b792e98472ms',
    AccountSid: 'p1',
    MessageStatus: 'delivered',
    From: '+15551234567',
    To: '+15557654321',
    Body: 'Hello World!',
    NumSegments: '1',
    ...fields,
  };
  const result = normalizeCallback(payload, { receivedAt: new Date() });
  if (!result.ok) throw new Error(result.problem.message);
  return result.event;
}

function layout(lineLength: number | null, gap = 1): Layout {
  return { gap, lineLength: () => lineLength, paint: (_style, text) => text };
}

function line(status: StatusEvent, lineLength: number | null, arrival = onTime): string {
  return layOutRow(acceptedRow(status, { arrival, verification, framework: 'koa' }), layout(lineLength));
}

describe('a number', () => {
  test.each([
    ['+15551234567', '+1555•••4567'],
    ['15551234567', '1555•••4567'],
    ['+4930123456', '+493•••3456'],
    ['+447700900123', '+4477•••0123'],
    ['12345678', '1•••5678'],
    ['1234567', '12•••67'],
    ['72975', '•••75'],
    ['1234', '1•••'],
    ['911', '•••'],
    ['', '•••'],
    ['ACMECORP', 'AC•••'],
    ['ACME', '•••'],
    ['sip:+15551234567@example.com', '•••'],
    ['+1 (555) 123-4567', '•••'],
    ['whatsapp:+15551234567', '•••'],
  ])('%s is shown as %s', (number, masked) => {
    expect(maskNumber(number)).toBe(masked);
  });

  test('at least three digits are hidden, whatever its length', () => {
    for (let length = 1; length < 40; length += 1) {
      const shown = maskNumber('7'.repeat(length)).replaceAll('•', '');
      expect(length - shown.length).toBeGreaterThanOrEqual(Math.min(length, 3));
      expect(shown.length).toBeLessThanOrEqual(8);
    }
  });
});

describe('a text from outside', () => {
  test.each([
    ['\u001b[2Jgone', 99, '�[2Jgone'],
    ['two\r\nlines', 99, 'two��lines'],
    ['\u202eright to left', 99, '�right to left'],
    ['lone \ud800 half', 99, 'lone � half'],
    ['cut behind emoji 🎂🎂', 18, 'cut behind emoji …'],
  ])('%j cannot harm the terminal', (text, most, safe) => {
    expect(printable(text, most)).toBe(safe);
  });
});

describe('a line', () => {
  test('says time, framework, dialect, message, status with rank, numbers masked and segments, in 80 columns', () => {
    const text = line(event(), 80);
    expect(text).toMatch(
      /^\d\d:\d\d:\d\d koa {5}compat {3}b387…2ms 3 delivered {3}\+1555•••4567 → \+1555•••4321 {3}1$/,
    );
    expect(text.length).toBe(80);
    expect(layOutTitles(layout(80)).length).toBe(80);
  });

  test('explains an error code in our own words', () => {
    const failed = event({ MessageStatus: 'undelivered', ErrorCode: '30005' });
    expect(line(failed, null)).toMatch(
      / 3 undelivered .* {2}30005 The handset is unknown: the number may not exist any more\.$/,
    );
    expect(line(event({ ErrorCode: '99999' }), null)).toMatch(/99999 SignalWire documents no meaning for this code\.$/);
  });

  test('marks what is odd about its arrival', () => {
    const arrival = { repeated: false, outOfOrder: true, lateMs: 7_400 };
    expect(line(event(), null, arrival)).toMatch(/ {2}out of order {2}late 7 s$/);
    expect(line(event(), null, { ...onTime, repeated: true })).toMatch(/ {2}repeated$/);
  });

  test('says that an MMS ends at sent', () => {
    expect(line(event({ MessageStatus: 'sent', NumMedia: '1' }), null)).toMatch(/MMS: ends here, no receipt follows$/);
  });

  test('keeps a status that no document lists, and nothing of it that moves the cursor', () => {
    expect(line(event({ MessageStatus: '\u001b[31mrerouted-again' }), null)).toContain(' ? �[31mrerou… ');
  });

  test('is one line where that can be: notes are cut, or stand below', () => {
    const failed = event({ MessageStatus: 'undelivered', ErrorCode: '30005' });
    expect(line(failed, 120)).toMatch(/ {2}30005 The handset is unknown: the num…$/);
    expect(line(failed, 120).length).toBe(120);
    expect(line(failed, 80).split('\n')[1]).toBe(
      '         30005 The handset is unknown: the number may not exist any more.',
    );
    const late = line(event(), 80, { ...onTime, lateMs: 9_000 }).split('\n');
    expect(late[1]?.indexOf('late 9 s')).toBe(late[0]?.indexOf('3 delivered'));
    for (const columns of [20, 40, 60, 81, 90, 117, 118, 200]) {
      for (const each of line(failed, columns).split('\n').slice(1)) expect(each.length).toBeLessThanOrEqual(columns);
    }
  });

  test('tells of a failure what may be told', () => {
    const context = { receivedAt: new Date(), framework: 'koa' } as const;
    const error = new Error('could not store "Hello World!" for +15551234567');
    const row = unacceptedRow({ kind: 'failed', error, reply }, context);
    expect(layOutRow(row, layout(null))).toMatch(/ ✗ failed {6}500 +Error$/);
    expect(errorText(Object.assign(error, { code: 'SQLITE_FULL' }))).toBe('Error SQLITE_FULL');
    expect(errorText(new StatusWireError('STATUSWIRE_OVERLOADED', 'Too much.'))).toBe(
      'STATUSWIRE_OVERLOADED: Too much.',
    );
    expect(errorText('a text that was thrown')).toBe('string');
  });

  test('is painted without a change to its columns', () => {
    const row = acceptedRow(event(), { arrival: { ...onTime, repeated: true }, verification, framework: 'koa' });
    const painted = layOutRow(row, { ...layout(120), paint: (style, text) => `<${style}>${text}</>` });
    expect(painted).toContain('<good>3 delivered</>');
    expect(painted).toContain('<odd>repeated</>');
    expect(painted.replace(/<[^>]*>/g, '')).toBe(layOutRow(row, layout(120)));
  });
});

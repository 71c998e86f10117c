import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudEventType, statusCloudEventSchema, toCloudEvent } from '../src/index.ts';
import { callbackPayload, messageResource } from './arbitraries.ts';
import compatibility from './fixtures/compatibility-callback.json' with { type: 'json' };
import platform from './fixtures/platform-callback.json' with { type: 'json' };
import { readCallback, readResource, receivedAt } from './reading.ts';

const forbiddenCharacter = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u;
const uriReference = /^(?:[a-z][a-z0-9+.-]*:)?(?:[\w.~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})+$/i;
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const mediaType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;

/** What CloudEvents 1.0.2, "Context Attributes" and "Type System", forbids and this event does. */
function violations(event: Readonly<Record<string, unknown>>): string[] {
  const { data, ...attributes } = event;
  const found: string[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    if (!/^[a-z0-9]{1,20}$/.test(name)) found.push(`${name}: not a name of 1 to 20 lower-case letters and digits`);
    if (typeof value !== 'string' || value === '') found.push(`${name}: not a non-empty string`);
    else if (forbiddenCharacter.test(value)) found.push(`${name}: holds a character that strings may not hold`);
  }
  for (const name of ['id', 'source', 'specversion', 'type']) {
    if (!Object.hasOwn(attributes, name)) found.push(`${name}: required`);
  }
  if (event.specversion !== '1.0') found.push('specversion: not 1.0');
  if (!uriReference.test(String(event.source))) found.push('source: not a URI-reference');
  if (!rfc3339.test(String(event.time ?? '1970-01-01T00:00:00Z'))) found.push('time: not an RFC 3339 timestamp');
  if (!mediaType.test(String(event.datacontenttype ?? 'a/b'))) found.push('datacontenttype: not a media type');
  if (data !== undefined && JSON.stringify(data) === undefined) found.push('data: not JSON');
  return found;
}

const anyEvent = fc.oneof(callbackPayload.map(readCallback), messageResource.map(readResource));

describe('a status event as a CloudEvents 1.0 event', () => {
  it('carries the event, named and dated by it', () => {
    const event = readCallback(platform);
    expect(toCloudEvent(event)).toEqual({
      specversion: '1.0',
      id: event.key,
      source: '/projects/b2c3d4e5-f6a7-8901-bcde-f12345678901',
      type: 'com.signalwire.message.status',
      subject: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
      time: '2026-03-17T22:26:57.000Z',
      datacontenttype: 'application/json',
      data: event,
    });
    expect(cloudEventType).toBe('com.signalwire.message.status');
  });

  it('is dated by our clock where the dialect tells no time', () => {
    expect(toCloudEvent(readCallback(compatibility)).time).toBe(receivedAt);
  });

  it('keeps the rules of CloudEvents for every event, whatever its ids hold', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const cloudEvent = toCloudEvent(event);
        expect(violations(cloudEvent)).toEqual([]);
        expect(statusCloudEventSchema.safeParse(cloudEvent).error?.issues ?? []).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('is told apart by source and id: equal exactly where the keys are', () => {
    fc.assert(
      fc.property(anyEvent, anyEvent, (one, another) => {
        const identity = ({ source, id }: { source: string; id: string }) => JSON.stringify([source, id]);
        expect(identity(toCloudEvent(one)) === identity(toCloudEvent(another))).toBe(one.key === another.key);
        expect(identity(toCloudEvent({ ...one, receivedAt }))).toBe(identity(toCloudEvent(one)));
      }),
    );
  });

  it('percent-encodes ids, so that source is one path and subject one name', () => {
    const event = readCallback({ ...platform, project_id: 'a/b?c#d', id: '\ud800 é\n' });
    expect(toCloudEvent(event)).toMatchObject({ source: '/projects/a%2Fb%3Fc%23d', subject: '%EF%BF%BD%20%C3%A9%0A' });
  });

  it.each([
    ['a name in capitals', { dataContentType: 'application/json' }],
    ['a name that is too long', { averyveryverylongname: 'x' }],
    ['a number for an attribute', { sequence: 1 }],
    ['a control character', { subject: 'a\nb' }],
    ['a lone surrogate', { subject: '\ud800' }],
    ['a noncharacter', { subject: '\uffff' }],
    ['an empty subject', { subject: '' }],
    ['another version', { specversion: '0.3' }],
    ['a source with a space', { source: '/projects/a b' }],
    ['a time that is none', { time: 'Mon, 13 Aug 2018 21:38:46 +0000' }],
    ['a content type that is none', { datacontenttype: 'json' }],
    ['no id', { id: undefined }],
  ])('these rules refuse %s', (_, change) => {
    expect(violations({ ...toCloudEvent(readCallback(platform)), ...change })).not.toEqual([]);
  });
});

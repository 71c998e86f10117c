import { describe, expect, it } from 'vitest';
import { messageResourceSchema } from '../src/index.ts';
import callback from './fixtures/compatibility-callback.json' with { type: 'json' };
import sample from './fixtures/message-resource.json' with { type: 'json' };
import { readCallback, readResource, receivedAt, resourceProblem, without } from './reading.ts';

describe('SignalWire\'s page "Messages"', () => {
  it('has, under "The Message Object", a sample that is accepted as it stands', () => {
    expect(readResource(sample)).toEqual({
      key: 'compatibility:ea108133-d6b3-407c-9536-9fad8a929a6a:0a059168-ead0-41af-9d1f-343dae832527:queued::2018-08-13T21:38:46.000Z',
      source: 'rest',
      dialect: 'compatibility',
      projectId: 'ea108133-d6b3-407c-9536-9fad8a929a6a',
      messageId: '0a059168-ead0-41af-9d1f-343dae832527',
      status: 'queued',
      providerStatus: 'queued',
      from: '+15551234567',
      to: '+15557654321',
      body: 'Hello World!',
      segments: 1,
      media: 1,
      direction: 'outbound-api',
      error: null,
      occurredAt: '2018-08-13T21:38:46.000Z',
      receivedAt,
      customVariables: {},
      extra: {
        api_version: '2010-04-01',
        date_created: 'Mon, 13 Aug 2018 21:38:46 +0000',
        date_sent: null,
        date_updated: 'Mon, 13 Aug 2018 21:38:46 +0000',
        messaging_service_sid: null,
        price: 0.005,
        price_unit: 'USD',
        subresource_uris: sample.subresource_uris,
        uri: sample.uri,
      },
    });
  });

  describe('table of attributes under "The Message Object"', () => {
    const table = [
      { field: 'account_sid', demanded: true, named: true },
      { field: 'api_version', demanded: false, named: false },
      { field: 'body', demanded: false, named: true },
      { field: 'date_created', demanded: false, named: false },
      { field: 'date_sent', demanded: false, named: false },
      { field: 'date_updated', demanded: false, named: false },
      { field: 'direction', demanded: false, named: true },
      { field: 'error_code', demanded: false, named: true },
      { field: 'error_message', demanded: false, named: true },
      { field: 'from', demanded: true, named: true },
      { field: 'messaging_service_sid', demanded: false, named: false },
      { field: 'num_media', demanded: false, named: true },
      { field: 'num_segments', demanded: false, named: true },
      { field: 'price', demanded: false, named: false },
      { field: 'price_unit', demanded: false, named: false },
      { field: 'sid', demanded: true, named: true },
      { field: 'status', demanded: true, named: true },
      { field: 'subresource_uris', demanded: false, named: false },
      { field: 'to', demanded: true, named: true },
      { field: 'uri', demanded: false, named: false },
    ] as const;

    it('names the fields of the schema and of the sample, all of them and no other', () => {
      const fields = table.map(({ field }) => field).sort();
      expect(Object.keys(messageResourceSchema.shape).sort()).toEqual(fields);
      expect(Object.keys(sample).sort()).toEqual(fields);
    });

    it.each(table.filter(({ demanded }) => demanded))('without $field there is no event', ({ field }) => {
      expect(resourceProblem(without(sample, field))).toMatchObject({
        code: 'invalid_payload',
        issues: [{ path: field, message: 'Required' }],
      });
    });

    it.each(table.filter(({ demanded }) => !demanded))('without $field, or with null, it is an event', ({ field }) => {
      expect(readResource(without(sample, field)).messageId).toBe(sample.sid);
      expect(readResource({ ...sample, [field]: null }).messageId).toBe(sample.sid);
    });

    it.each(table)('$field is told once: by the name it has in the normal form, or in extra', ({ field, named }) => {
      expect(Object.hasOwn(readResource(sample).extra, field)).toBe(!named);
    });

    it('the error of a failed message is told with code and text', () => {
      const failed = { ...sample, status: 'failed', error_code: 30008, error_message: 'Unknown error' };
      expect(readResource(failed).error).toEqual({ code: '30008', message: 'Unknown error' });
    });

    it('price stays as it was told, number or text: decimals must not go through arithmetic', () => {
      expect(readResource({ ...sample, price: '0.00500' }).extra.price).toBe('0.00500');
      expect(readResource({ ...sample, price: null }).extra.price).toBeNull();
    });

    it('the time is date_updated, else date_sent, else date_created', () => {
      const dates = {
        date_updated: 'Mon, 13 Aug 2018 21:40:00 +0000',
        date_sent: 'Mon, 13 Aug 2018 23:39:00 +0200',
        date_created: 'Mon, 13 Aug 2018 21:38:00 GMT',
      };
      const time = (fields: object) => readResource({ ...sample, ...dates, ...fields }).occurredAt;
      expect(time({})).toBe('2018-08-13T21:40:00.000Z');
      expect(time({ date_updated: null })).toBe('2018-08-13T21:39:00.000Z');
      expect(time({ date_updated: '', date_sent: null })).toBe('2018-08-13T21:38:00.000Z');
      expect(time({ date_updated: null, date_sent: null, date_created: null })).toBeNull();
    });

    it.each(['date_updated', 'date_sent', 'date_created'])('%s that is no RFC 2822 date is a problem', (field) => {
      const dates = { date_updated: null, date_sent: null, date_created: null };
      expect(resourceProblem({ ...sample, ...dates, [field]: '2018-08-13T21:38:46Z' })).toMatchObject({
        code: 'invalid_payload',
        issues: [{ path: field, message: 'Expected an RFC 2822 date' }],
      });
    });
  });

  describe('table "Message Status"', () => {
    const states = [
      'queued',
      'sending',
      'sent',
      'delivered',
      'undelivered',
      'failed',
      'receiving',
      'received',
    ] as const;

    it.each(states)('%s is read as itself', (status) => {
      expect(readResource({ ...sample, status })).toMatchObject({ status, providerStatus: status });
    });
  });

  describe('table "StatusCallback Parameters"', () => {
    it('MessageStatus is the status', () => {
      expect(readCallback({ ...callback, MessageStatus: 'failed' }).status).toBe('failed');
    });

    it('ErrorCode is the error, of `failed` as of `undelivered`', () => {
      for (const MessageStatus of ['failed', 'undelivered']) {
        expect(readCallback({ ...callback, MessageStatus, ErrorCode: '30005' }).error?.code).toBe('30005');
      }
    });
  });

  it.each([undefined, null, 1, 'sid', [], new Map()])('what is no resource (%j) is a problem', (value) => {
    expect(resourceProblem(value).code).toBe('invalid_payload');
  });
});

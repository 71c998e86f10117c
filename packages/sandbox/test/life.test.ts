import { messageResourceSchema, platformMessageSchema } from '@statuswire/contracts';
import { describe, expect, test } from 'vitest';
import { receivingEndpoint } from './receiving-endpoint.ts';
import { ask, messagesPath, runningSandbox } from './running-sandbox.ts';

describe('a message', () => {
  test('of the compatibility API is told of, signed, to the end', async () => {
    const endpoint = await receivingEndpoint();
    const sandbox = await runningSandbox();
    const created = await ask(sandbox, 'POST', messagesPath(sandbox), {
      form: { To: '+15557654321', From: '+15551234567', Body: 'Hello World!', StatusCallback: endpoint.url },
    });
    expect(created.status).toBe(201);
    expect(messageResourceSchema.parse(created.body).status).toBe('queued');
    await sandbox.advance(60_000);
    expect(endpoint.events.map(({ status, dialect }) => [dialect, status])).toEqual([
      ['compatibility', 'queued'],
      ['compatibility', 'sending'],
      ['compatibility', 'sent'],
      ['compatibility', 'delivered'],
    ]);
    expect(endpoint.events.map(({ messageId }) => messageId)).toEqual(Array(4).fill(created.body.sid));
  });

  test('of the platform is told of, signed, to the end', async () => {
    const endpoint = await receivingEndpoint();
    const sandbox = await runningSandbox();
    const created = await ask(sandbox, 'POST', '/api/messaging/messages', {
      json: { to: '+15005550103', from: '+15551234567', body: 'Hi', status_callback: endpoint.url },
    });
    expect(created.status).toBe(201);
    expect(platformMessageSchema.parse(created.body).status).toBe('queued');
    await sandbox.advance(60_000);
    expect(endpoint.events.map(({ status, error }) => [status, error?.code])).toEqual([
      ['queued', undefined],
      ['initiated', undefined],
      ['sent', undefined],
      ['undelivered', '30003'],
    ]);
    expect(endpoint.events.map(({ occurredAt }) => occurredAt)).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:02.000Z',
    ]);
  });
});

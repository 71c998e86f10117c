import { messageLogSchema, platformMessageSchema } from '@statuswire/contracts';
import { describe, expect, test } from 'vitest';
import { createManualClock, type Sandbox } from '../src/index.ts';
import { ask, messagesPath, type RestAnswer, runningSandbox } from './running-sandbox.ts';

const message = { to: '+15551234567', from: '+15559876543', body: 'Your order has shipped!' };

function create(sandbox: Sandbox, fields: Record<string, unknown> = {}): Promise<RestAnswer> {
  return ask(sandbox, 'POST', '/api/messaging/messages', { json: { ...message, ...fields } });
}

function errors(answer: RestAnswer): unknown[] {
  return (answer.body.errors as Record<string, unknown>[]).map(({ type, code, attribute }) => [type, code, attribute]);
}

function logs(answer: RestAnswer): Record<string, unknown>[] {
  return answer.body.data as Record<string, unknown>[];
}

describe('create', () => {
  test('answers 201 with the message', async () => {
    const sandbox = await runningSandbox({ clock: createManualClock({ startAt: '2026-03-17T22:26:57.500Z' }) });
    const { status, body } = await create(sandbox, {
      media: ['https://example.com/a.png'],
      custom_variables: { a: '1' },
    });
    expect(status).toBe(201);
    expect(platformMessageSchema.parse(body)).toEqual({
      id: body.id,
      project_id: sandbox.projects[0]?.projectId,
      from: '+15559876543',
      to: '+15551234567',
      body: 'Your order has shipped!',
      status: 'queued',
      direction: 'outbound',
      kind: 'mms',
      media: ['https://example.com/a.png'],
      number_of_segments: 1,
      error_code: null,
      error_message: null,
      created_at: '2026-03-17T22:26:57Z',
      status_callback_url: null,
      message_uri: `/api/messaging/logs/${String(body.id)}`,
    });
  });

  test.for<[string, Record<string, unknown>, [string, string]]>([
    ['no to', { to: undefined }, ['missing_required_parameter', 'to']],
    ['a to that is no number', { to: '555' }, ['invalid_parameter', 'to']],
    ['no from', { from: '' }, ['missing_required_parameter', 'from']],
    ['a from that is no number', { from: 'Acme' }, ['invalid_from_number', 'from']],
    ['a from that was not bought', { from: '+15550001111' }, ['invalid_from_number', 'from']],
    ['nothing to send', { body: '' }, ['missing_required_parameter', 'body']],
    ['a body that is no text', { body: 5 }, ['invalid_parameter', 'body']],
    ['a body of 1,601 characters', { body: 'a'.repeat(1_601) }, ['invalid_parameter', 'body']],
    ['media that are no URL', { media: ['image.png'] }, ['invalid_parameter', 'media']],
    ['nine media', { media: Array(9).fill('https://example.com') }, ['invalid_parameter', 'media']],
    ['media that are no list', { media: 'https://example.com' }, ['invalid_parameter', 'media']],
    ['send_as_mms that is neither', { send_as_mms: 'yes' }, ['invalid_parameter', 'send_as_mms']],
    ['a callback that is no URL', { status_callback: 'callbacks' }, ['invalid_parameter', 'status_callback']],
    ['variables that are no texts', { custom_variables: { a: 1 } }, ['invalid_parameter', 'custom_variables']],
    [
      'twenty-one variables',
      { custom_variables: Object.fromEntries(Array.from({ length: 21 }, (_, index) => [index, ''])) },
      ['invalid_parameter', 'custom_variables'],
    ],
  ])('%s is refused', async ([, change, [code, attribute]]) => {
    const sandbox = await runningSandbox({ numbers: ['+15559876543'] });
    const answer = await create(sandbox, change);
    expect(answer.status).toBe(422);
    expect(errors(answer)).toEqual([['validation_error', code, attribute]]);
    expect(sandbox.messages()).toEqual([]);
  });

  test('everything that is wrong is said at once, each with a link', async () => {
    const sandbox = await runningSandbox();
    const answer = await ask(sandbox, 'POST', '/api/messaging/messages', { json: {} });
    expect(errors(answer).map((error) => (error as string[])[2])).toEqual(['to', 'from', 'body']);
    expect((answer.body.errors as { url: string }[])[0]?.url).toMatch(/#missing_required_parameter$/);
  });

  test('what is no JSON object is a bad request', async () => {
    const sandbox = await runningSandbox();
    const answer = await ask(sandbox, 'POST', '/api/messaging/messages', { json: [] });
    expect([answer.status, answer.body]).toEqual([400, { error: 'Bad Request' }]);
  });

  test('a wrong token, a wrong path and a wrong method are refused in the words of the platform', async () => {
    const sandbox = await runningSandbox();
    const wrong = await ask(sandbox, 'GET', '/api/messaging/logs', {}, 'Basic eDp5');
    expect([wrong.status, wrong.body]).toEqual([401, { error: 'Unauthorized' }]);
    const missing = await ask(sandbox, 'GET', '/api/messaging/nothing');
    expect([missing.status, missing.body]).toEqual([404, { error: 'Not Found' }]);
    expect((await ask(sandbox, 'DELETE', '/api/messaging/logs')).status).toBe(405);
  });
});

describe('redact', () => {
  test('takes the text away, once the message is on its way', async () => {
    const sandbox = await runningSandbox();
    const { body } = await create(sandbox);
    const path = `/api/messaging/messages/${body.id}`;
    const early = await ask(sandbox, 'PATCH', path, { json: { body: '' } });
    expect([early.status, errors(early)]).toEqual([
      422,
      [['validation_error', 'cannot_redact_in_progress_message', 'base']],
    ]);
    await sandbox.advance(60_000);
    const other = await ask(sandbox, 'PATCH', path, { json: { body: 'other' } });
    expect(errors(other)).toEqual([['validation_error', 'body_must_be_empty', 'body']]);
    const redacted = await ask(sandbox, 'PATCH', path, { json: { body: '' } });
    expect([redacted.status, redacted.body.body]).toEqual([200, '']);
    expect((await ask(sandbox, 'PATCH', '/api/messaging/messages/none', { json: { body: '' } })).status).toBe(404);
  });
});

describe('logs', () => {
  test('tell what became of a message, of either API', async () => {
    const sandbox = await runningSandbox({ clock: createManualClock({ startAt: '2026-03-17T22:26:57Z' }) });
    const own = await create(sandbox, { to: '+15005550107', body: 'a'.repeat(161) });
    const other = await ask(sandbox, 'POST', messagesPath(sandbox), {
      form: { To: '+15557654321', From: '+15551234567', Body: 'Hi', SendAsMms: 'true' },
    });
    await sandbox.advance(60_000);
    const log = await ask(sandbox, 'GET', `/api/messaging/logs/${own.body.id}`);
    expect(messageLogSchema.parse(log.body)).toEqual({
      id: own.body.id,
      from: '+15559876543',
      to: '+15005550107',
      status: 'undelivered',
      direction: 'outbound',
      kind: 'sms',
      source: 'realtime_api',
      type: 'relay_message',
      url: null,
      number_of_segments: 2,
      charge: 0.0166,
      charge_details: [{ description: 'Outbound SMS', charge: 0.0166 }],
      created_at: '2026-03-17T22:26:57Z',
      error_code: '30007',
      error_message: 'The message was flagged as a carrier violation, or filtered for its content.',
    });
    const laml = messageLogSchema.parse((await ask(sandbox, 'GET', `/api/messaging/logs/${other.body.sid}`)).body);
    expect([laml.source, laml.type, laml.kind, laml.status]).toEqual(['laml', 'laml_message', 'mms', 'sent']);
    const resource = await ask(sandbox, 'GET', String(laml.url).replace(sandbox.url, ''));
    expect(resource.body.sid).toBe(other.body.sid);
  });

  test('come in pages with links, and keep what was deleted for those who ask', async () => {
    const sandbox = await runningSandbox();
    for (let index = 0; index < 5; index += 1) await create(sandbox, { body: `${index}` });
    const ids = sandbox
      .messages()
      .map(({ id }) => id)
      .reverse();
    const found: unknown[] = [];
    let path: string | undefined = '/api/messaging/logs?page_size=2';
    let links: Record<string, string> = {};
    while (path !== undefined) {
      const answer: RestAnswer = await ask(sandbox, 'GET', path);
      links = answer.body.links as Record<string, string>;
      found.push(...logs(answer).map(({ id }) => id));
      path = links.next?.replace(sandbox.url, '');
    }
    expect(found).toEqual(ids);
    expect(Object.keys(links)).toEqual(['self', 'first', 'prev']);
    const before = await ask(sandbox, 'GET', String(links.prev).replace(sandbox.url, ''));
    expect(logs(before).map(({ id }) => id)).toEqual(ids.slice(2, 4));

    await ask(sandbox, 'DELETE', `${messagesPath(sandbox)}/${ids[0]}`);
    expect(logs(await ask(sandbox, 'GET', '/api/messaging/logs'))).toHaveLength(4);
    expect(logs(await ask(sandbox, 'GET', '/api/messaging/logs?include_deleted=true'))).toHaveLength(5);
  });

  test('are filtered by date', async () => {
    const sandbox = await runningSandbox({ clock: createManualClock({ startAt: '2026-03-15T12:00:00Z' }) });
    for (let index = 0; index < 3; index += 1) {
      await create(sandbox, { body: `${index}` });
      await sandbox.advance(86_400_000);
    }
    for (const [query, count] of [
      ['created_on=2026-03-16', 1],
      ['created_before=2026-03-16', 1],
      ['created_after=2026-03-16', 2],
      ['created_after=2026-03-16&created_before=2026-03-17', 1],
    ] as const) {
      expect([query, logs(await ask(sandbox, 'GET', `/api/messaging/logs?${query}`)).length]).toEqual([query, count]);
    }
    const wrong = await ask(sandbox, 'GET', '/api/messaging/logs?created_before=soon');
    expect([wrong.status, errors(wrong)]).toEqual([422, [['validation_error', 'datetime_required', 'created_before']]]);
    for (const query of ['page_size=0', 'page_number=x', 'page_token=PAnothing']) {
      expect((await ask(sandbox, 'GET', `/api/messaging/logs?${query}`)).status).toBe(422);
    }
  });
});

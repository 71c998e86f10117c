import { Buffer } from 'node:buffer';
import { messageResourceSchema, normalizeMessageResource } from '@statuswire/contracts';
import { describe, expect, test } from 'vitest';
import { createManualClock, type Sandbox } from '../src/index.ts';
import { ask, messagesPath, type RestAnswer, runningSandbox } from './running-sandbox.ts';

const form = { To: '+15557654321', From: '+15551234567', Body: 'Hello World!' };

function create(sandbox: Sandbox, fields: Record<string, string> = {}): Promise<RestAnswer> {
  return ask(sandbox, 'POST', messagesPath(sandbox), { form: { ...form, ...fields } });
}

function entries(answer: RestAnswer): Record<string, unknown>[] {
  return answer.body.messages as Record<string, unknown>[];
}

describe('create', () => {
  test('answers 201 with the resource', async () => {
    const sandbox = await runningSandbox({ clock: createManualClock({ startAt: '2018-08-13T21:38:46Z' }) });
    const { status, body } = await create(sandbox, { MediaUrl: 'https://example.com/a.png' });
    const projectId = sandbox.projects[0]?.projectId;
    const uri = `/api/laml/2010-04-01/Accounts/${projectId}/Messages/${String(body.sid)}`;
    expect(status).toBe(201);
    expect(messageResourceSchema.parse(body)).toEqual({
      account_sid: projectId,
      api_version: '2010-04-01',
      body: 'Hello World!',
      num_segments: 1,
      num_media: 1,
      date_created: 'Mon, 13 Aug 2018 21:38:46 +0000',
      date_sent: null,
      date_updated: 'Mon, 13 Aug 2018 21:38:46 +0000',
      direction: 'outbound-api',
      error_code: null,
      error_message: null,
      from: '+15551234567',
      price: null,
      price_unit: 'USD',
      sid: body.sid,
      status: 'queued',
      to: '+15557654321',
      messaging_service_sid: null,
      uri,
      subresource_uris: { media: `${uri}/Media` },
    });
  });

  test.for<[string, Record<string, string | null>, number]>([
    ['no To', { To: null }, 21604],
    ['a To that is no number', { To: '5557654321' }, 21211],
    ['a To whose plus was read as a space', { To: ' 15557654321' }, 21211],
    ['neither From nor number group', { From: null }, 21705],
    ['an empty From', { From: '' }, 21603],
    ['a From that is no number', { From: 'Acme' }, 21212],
    ['a number group that is not there', { From: null, MessagingServiceSid: 'nobody' }, 21701],
    ['a number group without a number', { From: null, MessagingServiceSid: 'empty' }, 21703],
    ['nothing to send', { Body: '' }, 21602],
    ['a body of 1,601 characters', { Body: 'a'.repeat(1_601) }, 21617],
    ['media that are no URL', { MediaUrl: 'image.png' }, 21620],
    ['a callback that is no URL', { StatusCallback: '/callbacks' }, 21402],
    ['a validity period of nothing', { ValidityPeriod: '0' }, 21624],
    ['a validity period beyond two days', { ValidityPeriod: '172801' }, 21624],
    ['a maximum price that is no price', { MaxPrice: '-1' }, 10000],
    ['SendAsMms that is neither', { SendAsMms: 'perhaps' }, 10000],
    ['a sender that was not bought', { From: '+15550001111' }, 21210],
  ])('%s is refused with the documented code', async ([, change, code]) => {
    const sandbox = await runningSandbox({
      numbers: ['+15551234567'],
      numberGroups: { sales: ['+15551234567'], empty: [] },
    });
    const fields = Object.entries({ ...form, ...change }).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    );
    const { status, body } = await ask(sandbox, 'POST', messagesPath(sandbox), { form: fields });
    expect({ status, code: body.code, bodyStatus: body.status }).toEqual({ status: 400, code, bodyStatus: 400 });
    expect(body.message).toMatch(/./);
    expect(body.more_info).toMatch(/^https:/);
    expect(sandbox.messages()).toEqual([]);
  });

  test('more than eight media are refused', async () => {
    const sandbox = await runningSandbox();
    const media = Array.from({ length: 9 }, (_, index): [string, string] => [
      'MediaUrl',
      `https://example.com/${index}`,
    ]);
    const answer = await ask(sandbox, 'POST', messagesPath(sandbox), { form: [...Object.entries(form), ...media] });
    expect(answer.body.code).toBe(21623);
    const eight = await ask(sandbox, 'POST', messagesPath(sandbox), {
      form: [...Object.entries(form), ...media.slice(1)],
    });
    expect(eight.body.num_media).toBe(8);
  });

  test('a number group sends from its first number', async () => {
    const sandbox = await runningSandbox({ numberGroups: { sales: ['+15550009999'] } });
    const { status, body } = await ask(sandbox, 'POST', messagesPath(sandbox), {
      form: { To: '+15557654321', Body: 'Hi', MessagingServiceSid: 'sales' },
    });
    expect([status, body.from, body.messaging_service_sid]).toEqual([201, '+15550009999', 'sales']);
  });

  test('a body that is no form is refused', async () => {
    const sandbox = await runningSandbox();
    const answer = await ask(sandbox, 'POST', messagesPath(sandbox), { json: form });
    expect([answer.status, answer.body.code]).toEqual([400, 10000]);
  });
});

describe('authentication', () => {
  function basic(user: string, password: string): string {
    return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  }

  test('another token, another project, none at all: 401 with a code and a challenge', async () => {
    const sandbox = await runningSandbox();
    const projectId = String(sandbox.projects[0]?.projectId);
    for (const authorization of [basic(projectId, 'PTwrong'), basic('nobody', 'PTsandbox'), 'Bearer x', '']) {
      const answer = await ask(sandbox, 'GET', messagesPath(sandbox), {}, authorization);
      expect([answer.status, answer.body.code]).toEqual([401, 20003]);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Basic/);
    }
  });

  test("a project sees no other project's messages", async () => {
    const sandbox = await runningSandbox({
      projects: [
        { projectId: 'one', token: 'PT1', signingKeys: 'PSK1' },
        { projectId: 'two', token: 'PT2', signingKeys: 'PSK2' },
      ],
    });
    const { body } = await create(sandbox);
    const two = basic('two', 'PT2');
    const own = `/api/laml/2010-04-01/Accounts/two/Messages`;
    expect((await ask(sandbox, 'GET', `${messagesPath(sandbox)}/${body.sid}`, {}, two)).status).toBe(404);
    expect((await ask(sandbox, 'GET', `${own}/${body.sid}`, {}, two)).status).toBe(404);
    expect((await ask(sandbox, 'GET', own, {}, two)).body.messages).toEqual([]);
  });
});

describe('retrieve, redact, delete', () => {
  test('a message is found with and without .json, and below the prefix that the official client uses', async () => {
    const sandbox = await runningSandbox();
    const { body } = await create(sandbox);
    const path = `${messagesPath(sandbox)}/${body.sid}`;
    for (const spelling of [path, `${path}.json`, path.replace('/api/laml', '')]) {
      const answer = await ask(sandbox, 'GET', spelling);
      expect([answer.status, answer.body.sid]).toEqual([200, body.sid]);
    }
    const missing = await ask(sandbox, 'GET', `${messagesPath(sandbox)}/nothing`);
    expect([missing.status, missing.body.code]).toEqual([404, 20404]);
    expect((await ask(sandbox, 'PUT', path)).headers.get('allow')).toBe('GET, POST, DELETE');
  });

  test('dates, price and status follow the life of the message', async () => {
    const sandbox = await runningSandbox({ clock: createManualClock({ startAt: '2026-03-17T22:26:57Z' }) });
    const { body } = await create(sandbox, { Body: 'a'.repeat(400) });
    await sandbox.advance(3_600_000);
    const answer = await ask(sandbox, 'GET', `${messagesPath(sandbox)}/${body.sid}`);
    expect(answer.body).toMatchObject({
      status: 'delivered',
      num_segments: 3,
      price: 0.0249,
      date_sent: 'Tue, 17 Mar 2026 22:26:57 +0000',
      date_updated: 'Tue, 17 Mar 2026 22:27:02 +0000',
    });
    const normalized = normalizeMessageResource(answer.body, { receivedAt: new Date() });
    expect(normalized.ok && normalized.event.status).toBe('delivered');
  });

  test('a text can be taken away once the message is on its way, and nothing else can be changed', async () => {
    const sandbox = await runningSandbox();
    const { body } = await create(sandbox);
    const path = `${messagesPath(sandbox)}/${body.sid}`;
    expect((await ask(sandbox, 'POST', path, { form: { Body: '' } })).body.code).toBe(10000);
    await sandbox.advance(1_000);
    expect((await ask(sandbox, 'POST', path, { form: { Body: 'other' } })).body.code).toBe(10000);
    const redacted = await ask(sandbox, 'POST', path, { form: { Body: '' } });
    expect([redacted.status, redacted.body.body, redacted.body.status]).toEqual([200, '', 'sent']);
    expect((await ask(sandbox, 'GET', path)).body.body).toBe('');
    expect((await ask(sandbox, 'POST', `${messagesPath(sandbox)}/none`, { form: { Body: '' } })).status).toBe(404);
  });

  test('a deleted message is gone, for whoever asks', async () => {
    const sandbox = await runningSandbox();
    const { body } = await create(sandbox);
    const path = `${messagesPath(sandbox)}/${body.sid}`;
    expect((await ask(sandbox, 'DELETE', `${path}.json`)).status).toBe(204);
    expect((await ask(sandbox, 'GET', path)).status).toBe(404);
    expect((await ask(sandbox, 'DELETE', path)).status).toBe(404);
    expect((await ask(sandbox, 'GET', messagesPath(sandbox))).body.messages).toEqual([]);
  });
});

describe('list', () => {
  async function seven(): Promise<Sandbox> {
    const sandbox = await runningSandbox({ clock: createManualClock({ startAt: '2026-03-15T23:00:00Z' }) });
    for (let index = 0; index < 7; index += 1) {
      await create(sandbox, { To: index % 2 ? '+15005550103' : '+15557654321', Body: `${index}` });
      await sandbox.advance(86_400_000 / 4);
    }
    return sandbox;
  }

  test('newest first, in pages that messages which come meanwhile do not shift', async () => {
    const sandbox = await seven();
    const bodies: unknown[] = [];
    let path: unknown = `${messagesPath(sandbox)}.json?PageSize=3`;
    let pages = 0;
    let last: RestAnswer | null = null;
    while (typeof path === 'string') {
      last = await ask(sandbox, 'GET', path);
      bodies.push(...entries(last).map(({ body }) => body));
      path = last.body.next_page_uri;
      pages += 1;
      await create(sandbox, { Body: 'later' });
    }
    expect(bodies).toEqual(['6', '5', '4', '3', '2', '1', '0']);
    expect(pages).toBe(3);
    expect(last?.body).toMatchObject({ page: 2, page_size: 3, next_page_uri: null });
    const before = await ask(sandbox, 'GET', String(last?.body.previous_page_uri));
    expect(entries(before).map(({ body }) => body)).toEqual(['3', '2', '1']);
    expect(entries(await ask(sandbox, 'GET', String(last?.body.first_page_uri)))).toHaveLength(3);
  });

  test('every entry is a resource', async () => {
    const sandbox = await seven();
    const answer = await ask(sandbox, 'GET', messagesPath(sandbox));
    expect(answer.body).toMatchObject({ page: 0, page_size: 50, next_page_uri: null, previous_page_uri: null });
    expect(entries(answer).map((entry) => messageResourceSchema.parse(entry))).toHaveLength(7);
  });

  test.for<[string, string, string]>([
    ['To', 'To=%2B15005550103', '5 3 1'],
    ['From', 'From=%2B15550000000', ''],
    ['Status', 'Status=Undelivered', '5 3 1'],
    ['DateSent', 'DateSent=2026-03-16', '4 3 2 1'],
    ['DateSent<', 'DateSent%3C=2026-03-16', '0'],
    ['DateSent>', 'DateSent%3E=2026-03-17', '6 5'],
    ['DateSent< with a time', 'DateSent%3C=2026-03-16T05:00:00Z', '1 0'],
    ['DateSent with a time', 'DateSent=2026-03-16T05:00:00Z', '1'],
    ['DateSent> with a time', 'DateSent%3E=2026-03-17T11:00:00Z', '6'],
    ['both', 'DateSent%3E=2026-03-16&DateSent%3C=2026-03-17', '4 3 2 1'],
    ['Page', 'Page=1&PageSize=5', '1 0'],
  ])('filter %s', async ([, query, bodies]) => {
    const sandbox = await seven();
    const answer = await ask(sandbox, 'GET', `${messagesPath(sandbox)}?${query}`);
    expect(
      entries(answer)
        .map(({ body }) => body)
        .join(' '),
    ).toBe(bodies);
  });

  test.for(['DateSent=yesterday', 'Page=-1', 'PageSize=0', 'PageSize=x', 'PageToken=PAnothing'])(
    '%s is refused',
    async (query) => {
      const sandbox = await runningSandbox();
      const answer = await ask(sandbox, 'GET', `${messagesPath(sandbox)}?${query}`);
      expect([answer.status, answer.body.code]).toEqual([400, 10000]);
    },
  );

  test('a page takes a thousand at most', async () => {
    const sandbox = await runningSandbox();
    expect((await ask(sandbox, 'GET', `${messagesPath(sandbox)}?PageSize=5000`)).body.page_size).toBe(1_000);
  });
});

import { type MessageState, messageOutcomes, messageSorts, outcomeOf } from '@statuswire/ledger';
import { createChance, makeEvent, randomEvents } from '@statuswire/ledger/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listMessages, readFeed, showMessage } from '../src/api/messages.ts';
import type { AnswerOf } from '../src/api/operation.ts';
import { discardQuarantined, listQuarantined, retryQuarantined, showQuarantined } from '../src/api/quarantine.ts';
import { summarize } from '../src/api/summary.ts';
import { answerOf, ask, parseJson } from './api-client.ts';
import { type Hosted, host, subjects } from './hosted.ts';

type Message = AnswerOf<typeof listMessages>['items'][number];

const identityOf = ({ projectId, messageId }: { projectId: string; messageId: string }) => `${projectId}\n${messageId}`;

describe.each(subjects)('the API hosted by $framework on $storeName', ({ framework, createHost, createStore }) => {
  let hosted: Hosted;
  let url: string;

  beforeEach(async () => {
    hosted = await host({ framework, createHost, store: createStore() });
    url = hosted.url;
  });

  afterEach(() => hosted.close());

  /** Messages of their own hours and numbers, and some of which hostile and contradictory things are told. */
  async function record(): Promise<void> {
    const chance = createChance(7);
    const events = Array.from({ length: 90 }, (_, index) =>
      makeEvent({
        projectId: `project-${index % 3}`,
        messageId: `message-${index}`,
        status: chance.pick(['queued', 'sent', 'delivered', 'undelivered', 'failed', 'received', 'read']),
        error: chance.pick([null, { code: '30003', message: null }, { code: '30007', message: 'filtered' }]),
        dialect: chance.pick(['compatibility', 'platform']),
        source: chance.pick(['callback', 'callback', 'rest']),
        media: chance.pick([null, 0, 1]),
        from: chance.pick(['+15550000001', '+15550000002', '']),
        to: chance.pick(['+447700900001', '+4915100000', '55512']),
        customVariables: index % 9 === 0 ? { order: `Order-${index}` } : {},
        receivedAt: new Date(Date.now() - (index % 30) * 3_600_000 - index).toISOString(),
      }),
    );
    await Promise.all([...events, ...randomEvents(chance, 200)].map((event) => hosted.ledger.record(event)));
  }

  async function allPages(query: Readonly<Record<string, string | number | boolean>>): Promise<Message[]> {
    const found: Message[] = [];
    let after: string | null = null;
    do {
      const page: AnswerOf<typeof listMessages> = await answerOf(url, listMessages, {
        query: { ...query, ...(after === null ? {} : { after }) },
      });
      found.push(...page.items);
      after = page.next;
    } while (after !== null);
    return found;
  }

  test.each(
    messageSorts.flatMap((sort) => (['ascending', 'descending'] as const).map((order) => [sort, order] as const)),
  )('pages by %s, %s, come to all that is stored, each once and in order', async (sort, order) => {
    await record();
    const { items: stored } = await hosted.ledger.list({ limit: 1_000 });
    const paged = await allPages({ sort, order, limit: 7 });
    const expected = stored.map((message) => ({ ...message, outcome: outcomeOf(message, { now: new Date() }) }));
    const byIdentity = (messages: readonly (MessageState | Message)[]) =>
      Object.fromEntries(messages.map((message) => [identityOf(message), message]));
    expect(paged).toHaveLength(stored.length);
    expect(byIdentity(paged)).toEqual(parseJson(JSON.stringify(byIdentity(expected))));
    const times = paged.map((message) => message[sort]);
    expect(times).toEqual([...times].sort().sort((a, b) => (a < b ? -1 : 1) * (order === 'ascending' ? 1 : -1)));
  });

  test('every filter lets through what it says, and all of them at once what they all let through', async () => {
    await record();
    const all = await allPages({ limit: 500 });
    const inbound = ({ status, direction }: Message) =>
      status === 'received' || status === 'receiving' || direction?.startsWith('inbound') === true;
    const ours = (message: Message) => (inbound(message) ? message.to : message.from);
    const theirs = (message: Message) => (inbound(message) ? message.from : message.to);
    const failing = ({ status }: Message) => status === 'failed' || status === 'undelivered';
    const since = '2026-03-01T11:30:00+01:00';
    const filters: readonly (readonly [string, string | boolean, (message: Message) => boolean])[] = [
      ['since', since, ({ firstSeenAt }) => firstSeenAt >= new Date(since).toISOString()],
      ['until', since, ({ firstSeenAt }) => firstSeenAt < new Date(since).toISOString()],
      ['projectId', 'project-1', ({ projectId }) => projectId === 'project-1'],
      ['dialect', 'platform', ({ dialect }) => dialect === 'platform'],
      ['kind', 'mms', ({ kind }) => kind === 'mms'],
      ['number', '+15550000001', (message) => ours(message) === '+15550000001'],
      ['number', '', (message) => ours(message) === ''],
      ['prefix', '+44', (message) => theirs(message).startsWith('+44')],
      ['prefix', '', (message) => !theirs(message).startsWith('+')],
      ['status', 'undelivered', ({ status }) => status === 'undelivered'],
      ...messageOutcomes.map((each) => ['outcome', each, ({ outcome }: Message) => outcome === each] as const),
      ['errorCode', '30003', (message) => failing(message) && message.error?.code === '30003'],
      ['errorCode', '', (message) => failing(message) && (message.error?.code ?? null) === null],
      ['source', 'rest', ({ sources }) => sources.includes('rest')],
      ['conflicted', true, ({ conflicted }) => conflicted],
      ['conflicted', false, ({ conflicted }) => !conflicted],
      ['healed', true, ({ healed }) => healed],
      ['search', 'message-1', ({ messageId }) => messageId.startsWith('message-1')],
      [
        'search',
        'order-1',
        ({ customVariables }) => customVariables.order?.toLowerCase().startsWith('order-1') === true,
      ],
      ['search', '4477009', ({ from, to }) => from.startsWith('+4477009') || to.startsWith('+4477009')],
    ];
    const ids = (messages: readonly Message[]) => messages.map(identityOf).sort();
    const passing = new Set<string>();
    for (const [name, value, passes] of filters) {
      const found = await allPages({ [name]: value, limit: 40 });
      expect(ids(found), `${name}=${value}`).toEqual(ids(all.filter(passes)));
      if (found.length > 0 && found.length < all.length) passing.add(name);
    }
    // A filter that lets all through, or nothing, would have proved nothing.
    const everyFilter =
      'conflicted dialect errorCode healed kind number outcome prefix projectId search since source status until';
    expect([...passing].sort().join(' ')).toBe(everyFilter);

    const together = await allPages({ projectId: 'project-1', kind: 'sms', source: 'callback', conflicted: false });
    const expected = all.filter(
      ({ projectId, kind, sources, conflicted }) =>
        projectId === 'project-1' && kind === 'sms' && sources.includes('callback') && !conflicted,
    );
    expect(ids(together)).toEqual(ids(expected));
    expect(expected.length).toBeGreaterThan(0);
  });

  test.each(['plain', 'a/b?c#d', '100 % + ä', '日本', "'; DROP TABLE messages; --", '{id}', ':id', 'm'.repeat(255)])(
    'a message %j is shown with its timeline',
    async (id) => {
      const identity = { projectId: `project ${id}`.slice(0, 255), messageId: id };
      await hosted.ledger.record(makeEvent({ ...identity, status: 'delivered' }));
      await hosted.ledger.record(makeEvent({ ...identity, status: 'sent' }));
      const { message, timeline } = await answerOf(url, showMessage, { parameters: identity });
      expect(message).toMatchObject({ ...identity, status: 'delivered', outcome: 'delivered', eventCount: 2 });
      expect(timeline.map(({ status }) => status).sort()).toEqual(['delivered', 'sent']);
    },
  );

  test('a message that nobody told of is not found', async () => {
    await hosted.ledger.record(makeEvent({ projectId: 'p', messageId: 'm' }));
    for (const parameters of [
      { projectId: 'p', messageId: 'x' },
      { projectId: 'm', messageId: 'p' },
    ]) {
      expect((await ask(url, showMessage, { parameters })).status).toBe(404);
    }
  });

  test('the summary counts what the list lets through', async () => {
    await record();
    await hosted.ledger.tally('rejected.wrong_signature', '', 3);
    const all = await allPages({ limit: 500 });
    for (const filter of [{}, { projectId: 'project-1' }, { outcome: 'failed' }, { kind: 'mms', source: 'rest' }]) {
      const figures = await answerOf(url, summarize, { query: { ...filter, interval: 'hour' } });
      const messages = await allPages({ ...filter, limit: 500 });
      expect(figures.messages).toBe(messages.length);
      expect(figures.events).toBe(messages.reduce((sum, { eventCount }) => sum + eventCount, 0));
      expect(figures.late).toBe(messages.reduce((sum, { lateCount }) => sum + lateCount, 0));
      for (const outcome of messageOutcomes) {
        expect(figures.outcomes[outcome]).toBe(messages.filter((message) => message.outcome === outcome).length);
      }
      expect(figures.timeline.reduce((sum, bucket) => sum + bucket.messages, 0)).toBe(messages.length);
      expect(figures.by.projectId.reduce((sum, share) => sum + share.messages, 0)).toBe(messages.length);
    }
    expect(await answerOf(url, summarize)).toMatchObject({
      messages: all.length,
      recentMinutes: 5,
      tallies: { 'rejected.wrong_signature': 3 },
    });
    const range = { since: '2026-03-01T10:30:00Z', until: '2026-03-01T11:10:00Z' };
    expect(await answerOf(url, summarize, { query: range })).toMatchObject({
      since: '2026-03-01T10:00:00.000Z',
      until: '2026-03-01T12:00:00.000Z',
      interval: 'hour',
    });
  });

  test('the feed goes from the beginning to what is new, without gaps', async () => {
    await record();
    const keys: string[] = [];
    let cursor: string | undefined;
    const readOn = async (): Promise<number> => {
      const query = { limit: 17, ...(cursor === undefined ? {} : { after: cursor }) };
      const page = await answerOf(url, readFeed, { query });
      keys.push(...page.events.map(({ key }) => key));
      cursor = page.cursor;
      return page.events.length;
    };
    while ((await readOn()) > 0);
    const { events } = await hosted.ledger.feed({ limit: 1_000 });
    expect(keys).toEqual(events.map(({ key }) => key));
    expect(new Set(keys).size).toBe(keys.length);
    expect(await readOn()).toBe(0);
    const added = makeEvent({ messageId: 'new' });
    await hosted.ledger.record(added);
    expect(await readOn()).toBe(1);
    expect(keys.at(-1)).toBe(added.key);
  });

  describe('quarantine', () => {
    const receivedAt = '2026-03-17T22:27:00.000Z';

    function hold(rawBody: string, contentType: string): Promise<{ readonly id: string }> {
      const reason = { reason: 'unknown_dialect', message: 'Neither dialect.' };
      return hosted.ledger.quarantine({ ...reason, receivedAt, rawBody: Buffer.from(rawBody), contentType });
    }

    test('is listed page by page, without bodies; one is shown with its own', async () => {
      for (let index = 0; index < 5; index += 1) await hosted.deliver({ fields: { NumMedia: `many ${index}` } });
      const ids: string[] = [];
      let after: string | null = null;
      do {
        const page: AnswerOf<typeof listQuarantined> = await answerOf(url, listQuarantined, {
          query: { limit: 2, ...(after === null ? {} : { after }) },
        });
        expect(JSON.stringify(page)).not.toContain('many');
        ids.push(...page.items.map(({ id }) => id));
        after = page.next;
      } while (after !== null);
      expect(new Set(ids).size).toBe(5);
      const bodies = new Set<string | null>();
      for (const id of ids) {
        const shown = await answerOf(url, showQuarantined, { parameters: { id } });
        const body = Buffer.from(shown.rawBody, 'base64');
        expect(shown).toMatchObject({ id, bytes: body.length, contentType: 'application/x-www-form-urlencoded' });
        bodies.add(new URLSearchParams(body.toString()).get('NumMedia'));
      }
      expect([...bodies].sort()).toEqual(['many 0', 'many 1', 'many 2', 'many 3', 'many 4']);
      expect((await answerOf(url, listQuarantined, { query: { state: 'recorded' } })).items).toEqual([]);
    });

    test.each([
      ['MessageSid=m1&AccountSid=p1&MessageStatus=delivered&From=%2B1&To=%2B2', 'application/x-www-form-urlencoded'],
      ['{"id":"m1","project_id":"p1","status":"delivered","from":"+1","to":"+2"}', 'application/json'],
      ['{"MessageSid":"m1","AccountSid":"p1","MessageStatus":"delivered","From":"+1","To":"+2"}', 'application/json'],
    ])('what an update can read is recorded as of when it came: %s', async (body, contentType) => {
      const { id } = await hold(body, contentType);
      const recorded = { state: 'recorded', projectId: 'p1', messageId: 'm1' };
      expect(await answerOf(url, retryQuarantined, { parameters: { id } })).toEqual(recorded);
      const { message } = await answerOf(url, showMessage, { parameters: { projectId: 'p1', messageId: 'm1' } });
      expect(message).toMatchObject({ status: 'delivered', firstSeenAt: receivedAt });
      expect(await answerOf(url, showQuarantined, { parameters: { id } })).toMatchObject({ state: 'recorded' });
      expect((await ask(url, retryQuarantined, { parameters: { id } })).status).toBe(409);
    });

    test('a delivery that is retried several times at once came once all the same', async () => {
      const { id } = await hold(
        '{"id":"m1","project_id":"p1","status":"sent","from":"+1","to":"+2"}',
        'application/json',
      );
      const answers = await Promise.all(
        Array.from({ length: 5 }, async () => (await ask(url, retryQuarantined, { parameters: { id } })).status),
      );
      expect(answers.filter((status) => status !== 200 && status !== 409)).toEqual([]);
      expect((await answerOf(url, readFeed)).events).toMatchObject([{ deliveries: { callback: 1, rest: 0 } }]);
    });

    test.each([
      [
        '{"id":"m1","project_id":"p1","status":"sent","from":"+1","to":"+2","number_of_segments":"x"}',
        'application/json',
        'invalid_payload',
      ],
      ['{"nothing":"known"}', 'application/json', 'unknown_dialect'],
      ['\ufffd{', 'application/json', 'undecodable_body'],
      ['<xml/>', 'text/xml', 'undecodable_body'],
    ])('what still cannot be read stays held: %s', async (body, contentType, reason) => {
      const { id } = await hold(body, contentType);
      expect(await answerOf(url, retryQuarantined, { parameters: { id } })).toMatchObject({ state: 'held', reason });
      expect((await answerOf(url, listQuarantined)).items).toMatchObject([{ id, state: 'held' }]);
      expect((await answerOf(url, readFeed)).events).toEqual([]);
    });

    test('what tells nothing is thrown away: listed as such, counted no longer, and neither read nor thrown away again', async () => {
      const { id } = await hold('{"nothing":"known"}', 'application/json');
      const { id: other } = await hold('{"nothing":"either"}', 'application/json');
      expect(await answerOf(url, discardQuarantined, { parameters: { id } })).toEqual({ state: 'discarded' });
      expect((await answerOf(url, listQuarantined)).items).toMatchObject([{ id: other }]);
      const discarded = await answerOf(url, listQuarantined, { query: { state: 'discarded' } });
      expect(discarded.items).toMatchObject([{ id, state: 'discarded', resolvedAt: expect.any(String) }]);
      expect((await answerOf(url, summarize)).quarantined).toBe(1);
      for (const operation of [discardQuarantined, retryQuarantined]) {
        expect((await ask(url, operation, { parameters: { id } })).status).toBe(409);
      }
      // Its like comes again all the same.
      expect(await hold('{"nothing":"known"}', 'application/json')).toEqual({ id, inserted: false });
      expect(await answerOf(url, showQuarantined, { parameters: { id } })).toMatchObject({ deliveries: 2 });
    });

    test('what never was there is not found', async () => {
      const parameters = { id: 'a'.repeat(64) };
      expect((await ask(url, showQuarantined, { parameters })).status).toBe(404);
      expect((await ask(url, retryQuarantined, { parameters })).status).toBe(404);
      expect((await ask(url, discardQuarantined, { parameters })).status).toBe(404);
    });
  });
});

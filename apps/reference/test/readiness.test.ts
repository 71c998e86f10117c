import { createMemoryStore } from '@statuswire/ledger';
import { afterEach, describe, expect, test } from 'vitest';
import { type Hosted, host, hosts } from './hosted.ts';

describe.each(hosts)('/readyz on %s', (framework, createHost) => {
  let hosted: Hosted;
  afterEach(() => hosted.close());

  const ready = async () => {
    const response = await fetch(`${hosted.url}/readyz`);
    return [response.status, await response.json()];
  };

  test('says yes while the database answers, and no from when the service is to stop', async () => {
    hosted = await host({ framework, createHost, store: createMemoryStore() });
    expect(await ready()).toEqual([200, { status: 'ready' }]);
    hosted.notReady();
    expect(await ready()).toEqual([503, expect.objectContaining({ detail: 'This service is about to stop.' })]);
    // Whoever was sent here all the same is served.
    expect((await fetch(`${hosted.url}/healthz`)).status).toBe(200);
    expect((await hosted.deliver()).status).toBe(200);
  });

  test('says no while the database fails or hangs, asks it no more than once a second, and yes afterwards', async () => {
    const store = createMemoryStore();
    let asked = 0;
    let answer = (): Promise<string> => Promise.reject(new Error('away'));
    hosted = await host({
      framework,
      createHost,
      store: {
        ...store,
        feedEnd() {
          asked += 1;
          return answer();
        },
      },
    });
    const no = [
      503,
      expect.objectContaining({ title: 'Service Unavailable', detail: 'The database does not answer.' }),
    ];
    const answers = await Promise.all(Array.from({ length: 20 }, ready));
    expect(answers).toEqual(answers.map(() => no));
    expect(asked).toBeLessThanOrEqual(2);
    expect((await fetch(`${hosted.url}/healthz`)).status).toBe(200);
    answer = () => new Promise(() => {});
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await ready()).toEqual(no);
    answer = store.feedEnd;
    await expect.poll(ready, { timeout: 5_000 }).toEqual([200, { status: 'ready' }]);
  });
});

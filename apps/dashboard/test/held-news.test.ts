import { describe, expect, test } from 'vitest';
import { createHeldNews, type ListTop } from '../src/list/held-news.ts';
import type { LiveNews } from '../src/live/live-feed.ts';

const fact: LiveNews = {
  kind: 'fact',
  fact: {
    key: 'k',
    projectId: 'p',
    messageId: 'm',
    status: 'sent',
    source: 'callback',
    receivedAt: '2026-03-01T12:00:00.000Z',
  },
};
const jumped: LiveNews = { kind: 'anything', resumed: false };
const resumed: LiveNews = { kind: 'anything', resumed: true };
const nothing = { facts: 0, uncounted: false };

/** A list over a service whose answers the test gives by hand. */
function trial() {
  const shown: number[] = [];
  const waiting: ((page: number | null) => void)[] = [];
  const held = { paused: false, pointed: false };
  const top: ListTop<number> = {
    fetch: () => new Promise((resolve) => waiting.push(resolve)),
    show: async (page) => void shown.push(page),
    isShown: (page) => shown.at(-1) === page,
  };
  const news = createHeldNews({ top, isHeld: () => held.paused || held.pointed, paceMs: 1 });
  return {
    news,
    shown,
    held,
    /** How many questions the service has not answered. */
    open: () => waiting.length,
    async answer(page: number | null) {
      await expect.poll(() => waiting.length).toBeGreaterThan(0);
      waiting.shift()?.(page);
      await settled();
    },
  };
}

/** Long enough for everything that waits for nothing to have happened. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('news of a list', () => {
  test('come in by themselves while nothing holds it', async () => {
    const { news, shown, answer } = trial();
    news.tell(fact);
    expect(news.state().waiting).toEqual(nothing);
    await answer(1);
    expect(shown).toEqual([1]);
  });

  test('wait and are counted while something does, and come once nothing does any more', async () => {
    const { news, shown, held, open, answer } = trial();
    held.paused = true;
    held.pointed = true;
    for (let n = 0; n < 3; n += 1) news.tell(fact);
    expect(news.state().waiting).toEqual({ facts: 3, uncounted: false });
    held.pointed = false;
    news.settle();
    await settled();
    expect([open(), news.state().waiting.facts]).toEqual([0, 3]);
    held.paused = false;
    news.settle();
    await answer(1);
    expect([shown, news.state().waiting]).toEqual([[1], nothing]);
    news.settle();
    await settled();
    expect(open()).toBe(0);
  });

  test('that jumped over something are remembered, unless nothing that is shown changed', async () => {
    const { news, shown, held, answer } = trial();
    news.tell(fact);
    await answer(1);
    held.pointed = true;
    news.tell(jumped);
    await answer(1);
    expect(news.state().waiting).toEqual(nothing);
    news.tell(jumped);
    await answer(2);
    expect(news.state().waiting).toEqual({ facts: 0, uncounted: true });
    news.tell(jumped);
    await answer(null);
    news.tell(fact);
    expect(news.state().waiting).toEqual({ facts: 1, uncounted: true });
    expect(shown).toEqual([1]);
    held.pointed = false;
    news.settle();
    await answer(3);
    expect([shown, news.state().waiting]).toEqual([[1, 3], nothing]);
  });

  test('of a stream that goes on where it stopped are those that follow', async () => {
    const { news, held, open } = trial();
    held.pointed = true;
    news.tell(resumed);
    news.tell(fact);
    expect([open(), news.state().waiting]).toEqual([0, { facts: 1, uncounted: false }]);
  });

  test('that nothing announces are looked for: shown where nobody is in the way, else known of', async () => {
    const { news, shown, held, open, answer } = trial();
    news.tell(fact);
    await answer(1);
    news.look();
    await answer(1);
    expect([shown, open()]).toEqual([[1], 0]);
    news.look();
    await answer(2);
    await answer(2);
    expect(shown).toEqual([1, 2]);
    held.pointed = true;
    // That the service is away as well is no news.
    news.look();
    await answer(null);
    expect(news.state()).toEqual({ behind: false, waiting: nothing });
    news.look();
    await answer(3);
    expect([shown, news.state().waiting]).toEqual([[1, 2], { facts: 0, uncounted: true }]);
    news.look();
    expect(open()).toBe(0);
  });

  test('do not move the list under who came to it while they were fetched', async () => {
    const { news, shown, held, answer } = trial();
    news.tell(fact);
    held.pointed = true;
    news.tell(fact);
    await answer(1);
    expect([shown, news.state().waiting]).toEqual([[], { facts: 2, uncounted: false }]);
    held.pointed = false;
    news.settle();
    await answer(2);
    expect(shown).toEqual([2]);
  });

  test('are shown at once to who asks for them, whatever holds the list', async () => {
    const { news, shown, held, answer } = trial();
    held.paused = true;
    news.tell(fact);
    news.show();
    await answer(1);
    expect([shown, news.state().waiting]).toEqual([[1], nothing]);
    news.tell(fact);
    expect(news.state().waiting.facts).toBe(1);
  });

  test('are fetched one answer after the other: an old one never replaces a newer', async () => {
    const { news, shown, open, answer } = trial();
    for (let n = 0; n < 5; n += 1) news.tell(fact);
    await settled();
    expect(open()).toBe(1);
    await answer(1);
    await answer(2);
    await settled();
    expect([shown, open()]).toEqual([[1, 2], 0]);
  });

  test('are not lost where the service is away: the list says that it is behind until it has caught up', async () => {
    const { news, shown, answer } = trial();
    const told: boolean[] = [];
    news.onState(() => told.push(news.state().behind));
    news.tell(fact);
    await answer(null);
    expect(news.state()).toEqual({ behind: true, waiting: nothing });
    news.settle();
    await answer(1);
    expect(news.state().behind).toBe(false);
    news.show();
    await answer(null);
    expect(news.state().behind).toBe(true);
    news.settle();
    await answer(2);
    expect([shown, news.state().behind]).toEqual([[1, 2], false]);
    expect(told).toEqual([true, false, true, false]);
  });
});

import { dialects, eventSources, messageStatuses } from '@statuswire/contracts';
import { type MessageState, messageKinds, messageOutcomes } from '@statuswire/ledger';
import { type Chance, createChance } from '@statuswire/ledger/testing';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { messageFilterShape } from '../src/api/messages.ts';
import { describeInBrowser } from './browser/suite.ts';
import { historyProjects, recordHistory } from './history.ts';
import { wholeFeed } from './recount.ts';
import { type Address, chosen, failureCode, messagesIn, outcomeAt, ownNumber, prefixOf } from './recount-filtered.ts';

/** Another seed picks other filters, and other messages. */
const seed = Number(process.env.FILTER_SEED ?? 20_261_122);
/** Now, on the page and in the service: what has come to what must not change between the one looking and the other. */
const now = Date.parse('2026-11-20T15:42:10.000Z');
const hourMs = 3_600_000;

/** What may stand in the address for each filter: all that there is, and where anything may stand, what nothing has, too. */
const filters = {
  status: [...messageStatuses, 'unknown'],
  outcome: messageOutcomes,
  errorCode: ['30003', '30007', '99999', '11751', '', '12345'],
  projectId: [...historyProjects, 'of-nobody'],
  number: ['+12065550143', '+14155550117', '+16175550188', ''],
  prefix: ['+1', '+33', '+44', '+49', '', '+7'],
  kind: messageKinds,
  dialect: dialects,
  source: eventSources,
  conflicted: ['true'],
  healed: ['true'],
  search: ['+1303', '1512', '242', 'a-1', 'A-77', 'example', '4', 'c0', 'nothing that is anywhere'],
} as const satisfies Readonly<Record<string, readonly [string, ...string[]]>>;

type FilterName = keyof typeof filters;
const filterNames = Object.keys(filters) as FilterName[];

const ranges = ['1h', '24h', '7d', '30d', 'all'] as const;
const dimensions = ['number', 'projectId', 'prefix', 'kind', 'dialect'] as const;
type Dimension = (typeof dimensions)[number];

const times = {
  range: (chance: Chance) => ({ range: chance.pick(ranges) }),
  since: (chance: Chance) => ({ since: instant(chance) }),
  until: (chance: Chance) => ({ until: instant(chance) }),
  both(chance: Chance) {
    const [since = '', until = ''] = [instant(chance), instant(chance)].sort();
    return { since, until };
  },
} satisfies Readonly<Record<string, (chance: Chance) => Address>>;

// As often on the hour as not: what is dragged on the chart is, what somebody types need not be.
function instant(chance: Chance): string {
  const at = now - chance.below(50) * hourMs - chance.below(hourMs);
  return new Date(chance.below(2) === 0 ? Math.floor(at / hourMs) * hourMs : at).toISOString();
}

function picked(chance: Chance, name: FilterName): Address {
  return { [name]: chance.pick<string>(filters[name]) };
}

/** Every filter alone, every way to choose a time, and then any number of them together. */
function someAddresses(chance: Chance, combined: number): readonly Address[] {
  const alone = [
    ...filterNames.map((name) => picked(chance, name)),
    ...Object.values(times).map((time) => time(chance)),
  ];
  const together = Array.from({ length: combined }, () => {
    const some = filterNames.filter(() => chance.below(5) === 0).map((name) => picked(chance, name));
    const time =
      chance.below(2) === 0
        ? []
        : [chance.pick<(chance: Chance) => Address>([times.range, times.since, times.until, times.both])(chance)];
    return Object.assign({}, ...some, ...time) as Address;
  });
  return [...alone, ...together].map((address) => {
    const by = chance.below(2) === 0 ? {} : { by: chance.pick(dimensions) };
    return { ...address, ...by };
  });
}

const words = new Intl.NumberFormat('en');
const share = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const shareOf = (part: number, whole: number) => (whole === 0 ? '–' : share.format(part / whole));

function countsBy(messages: readonly MessageState[], of: (message: MessageState) => string | null) {
  const groups = Map.groupBy(messages, of);
  groups.delete(null);
  return [...groups].map(([value, group]) => [value ?? '', group] as const);
}

const sharedBy: Readonly<Record<Dimension, (message: MessageState) => string>> = {
  number: ownNumber,
  projectId: ({ projectId }) => projectId,
  prefix: prefixOf,
  kind: ({ kind }) => kind.toUpperCase(),
  dialect: ({ dialect }) => dialect,
};

/** What the page must show of these messages. */
function expected(messages: readonly MessageState[], by: Dimension) {
  // Nobody waits for a receipt of what came in.
  const outbound = messages.filter(({ status }) => status !== 'received' && status !== 'receiving');
  const came = (to: readonly string[], of = outbound) => of.filter((each) => to.includes(outcomeAt(each, now))).length;
  const [delivered, failed] = [came(['delivered']), came(['failed'])];
  const statuses = countsBy(messages, ({ status }) => status).map(([status, { length }]) => [
    status,
    words.format(length),
  ]);
  const nothing = by === 'prefix' ? 'no country code' : 'none';
  return {
    tiles: [
      words.format(outbound.length),
      words.format(delivered),
      words.format(failed),
      words.format(came(['pending', 'in_transit'])),
      words.format(came(['accepted_no_receipt'])),
      shareOf(delivered, delivered + failed),
      shareOf(delivered + failed, outbound.length),
    ],
    legend: statuses.sort(),
    // The table behind the chart, summed up over its hours or days.
    charted: statuses.sort(),
    reasons: countsBy(messages, failureCode)
      .map(([code, { length }]) => [code === '' ? 'none' : code, words.format(length)])
      .sort(),
    shares: countsBy(messages, sharedBy[by])
      .map(([value, group]) => [
        value === '' ? nothing : value,
        words.format(group.length),
        words.format(came(['failed'], group)),
        shareOf(came(['delivered'], group), came(['delivered', 'failed'], group)),
      ])
      .sort(),
  };
}

async function shownOn(page: Page): Promise<ReturnType<typeof expected>> {
  const texts = (selector: string) => page.locator(selector).allTextContents();
  const rows = (selector: string, cells: string) =>
    page
      .locator(selector)
      .evaluateAll(
        (found, within) =>
          found.map((row) => [...row.querySelectorAll(within)].map(({ textContent }) => textContent ?? '')),
        cells,
      );
  const table = '[aria-label="Statuses over time, as a table"]';
  const columns = (await texts(`${table} thead th`)).slice(1);
  const hours = await rows(`${table} tbody tr`, 'td');
  const sums = columns.map((status, column) => {
    const sum = hours.reduce((total, cells) => total + Number((cells[column] ?? '').replaceAll(',', '')), 0);
    return [status, words.format(sum)];
  });
  return {
    tiles: await texts('[data-tile] strong'),
    legend: (await texts('.legend li')).map((text) => /([a-z]+) (\S+)$/.exec(text)?.slice(1) ?? [text]).sort(),
    charted: sums.sort(),
    reasons: (await rows('.reasons tbody tr', 'td')).map(([code = '', , count = '']) => [code, count]).sort(),
    shares: (await rows('[aria-labelledby=by] tbody tr', 'button, td')).sort(),
  };
}

/** The list has as many: told where all of them are loaded, which more than a page are not. */
async function expectListed(page: Page, count: number): Promise<void> {
  if (count === 0) await page.getByText('No message here.').waitFor();
  else if (count <= 100) await page.locator(`[aria-labelledby=messages] [aria-rowcount="${count + 1}"]`).waitFor();
  else await page.locator('[aria-labelledby=messages] .rows tr').first().waitFor();
}

test('no filter of the API is left out here', () => {
  const known = Object.keys({ ...messageFilterShape, search: true });
  expect([...filterNames, 'since', 'until'].sort()).toEqual(known.sort());
});

describeInBrowser('totals', (trial) => {
  test(`equal a recount of the event log, for filters picked at random (FILTER_SEED=${seed})`, {
    timeout: 180_000,
  }, async () => {
    const { ledger, url } = await trial.rehost({ now: () => new Date(now) });
    await recordHistory(ledger, { seed, messages: 1_000, until: now, hours: 46 });
    await recordHistory(ledger, { seed: seed + 1, messages: 400, until: now, hours: 30, days: 'odd' });
    await recordHistory(ledger, { seed: seed + 2, messages: 200, until: now - 50 * hourMs, hours: 40 * 24 });
    const messages = messagesIn(await wholeFeed(url));
    // Each pair of framework and database picks others.
    const chance = createChance(
      seed + [...`${trial.framework} ${trial.databaseName}`].reduce((sum, sign) => sum * 31 + sign.charCodeAt(0), 0),
    );
    const page = await trial.open('about:blank');
    await page.clock.setFixedTime(now);
    const counts: number[] = [];
    for (const address of someAddresses(chance, 10)) {
      const query = `?${new URLSearchParams(address)}`;
      await page.goto(`${url}/${query}`);
      await page.locator('[data-tile]').first().waitFor();
      const figures = chosen(messages, address, { now, of: 'figures' });
      expect(await shownOn(page), `FILTER_SEED=${seed} ${query}`).toEqual(
        expected(figures, (address.by as Dimension | undefined) ?? 'number'),
      );
      await expectListed(page, chosen(messages, address, { now, of: 'list' }).length);
      counts.push(figures.length);
    }
    // Filters that choose nothing would prove nothing.
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(counts.length / 2);
    expect(new Set(counts).size).toBeGreaterThan(10);
  });
});

import { createMemoryStore } from '@statuswire/ledger';
import type { EventRecord, MemoryTables } from '@statuswire/ledger/store';
import { altered, type BrokenStore, tick } from './altered.ts';

const anyString = 'any string comes back as it was';
const listed = 'the list finds exactly what a filter lets through, in order, page by page';
const figures = 'figures are those of the definition, for any filter';

export const brokenReading: readonly BrokenStore[] = [
  {
    name: 'has a feed that skips a commit that came late',
    make: (tables) => {
      const sound = createMemoryStore({ tables });
      return {
        ...sound,
        append: async (entries, options) => {
          const from = tables.feed.length;
          const results = await sound.append(entries, options);
          // Numbered at the beginning, visible at the end: long transactions become visible after short ones.
          if (entries.length > 10) {
            for (let index = from; index < tables.feed.length; index += 1) uncommitted(tables).add(String(index + 1));
            for (let wait = 0; wait < 5; wait += 1) await tick();
            for (let index = from; index < tables.feed.length; index += 1)
              uncommitted(tables).delete(String(index + 1));
          }
          return results;
        },
        feed: async (query) => {
          const page = await sound.feed(query);
          const events = page.events.filter(({ cursor }) => !uncommitted(tables).has(cursor));
          return { events, cursor: events.at(-1)?.cursor ?? query.after ?? '0' };
        },
      };
    },
    foundBy: ['a reader that follows the feed while two processes write misses nothing and sees nothing twice'],
  },
  {
    name: 'replaces lone surrogates',
    make: altered((sound) => ({
      timeline: async (identity) =>
        (await sound.timeline(identity)).map((event) => ({
          ...event,
          extra: JSON.parse(JSON.stringify(event.extra).replaceAll('\\ud800', '\ufffd')) as EventRecord['extra'],
        })),
    })),
    foundBy: [anyString],
  },
  {
    name: 'compares ids without regard to case',
    make: altered((sound) => ({
      message: async (identity) =>
        (await sound.message(identity)) ??
        (await sound.message({ ...identity, messageId: identity.messageId.toLowerCase() })),
    })),
    foundBy: ['nothing is known of a message that was never recorded'],
  },
  {
    name: 'pages by time alone, so that messages of one millisecond are left out',
    make: altered((sound) => ({
      list: async (query) => {
        const page = await sound.list(query);
        const last = page.items.at(-1)?.[query.sort];
        if (page.next === null || last === undefined) return page;
        const past = query.order === 'ascending' ? Number.MAX_SAFE_INTEGER : 0;
        return { ...page, next: Buffer.from(JSON.stringify([last, past])).toString('base64url') };
      },
    })),
    foundBy: [listed],
  },
  {
    name: 'searches with unescaped wildcards',
    make: altered((sound) => ({
      list: (query) => {
        const { search, ...filter } = query.filter;
        return search === '%' || search === '_' ? sound.list({ ...query, filter }) : sound.list(query);
      },
    })),
    foundBy: ['a search takes its text as it stands, and finds beginnings of ids, numbers and variables'],
  },
  {
    name: 'counts messages at sent without regard to the receipt cutoff',
    make: altered((sound) => ({
      summary: (query) => sound.summary({ ...query, receiptCutoff: '0000-01-01T00:00:00.000Z' }),
    })),
    foundBy: [figures],
  },
  {
    name: 'remembers figures that another process has changed since',
    make: (tables) => {
      const sound = createMemoryStore({ tables });
      let remembered = structuredClone(tables);
      return {
        ...sound,
        append: async (entries, options) => {
          const results = await sound.append(entries, options);
          remembered = structuredClone(tables);
          return results;
        },
        summary: (query) => createMemoryStore({ tables: remembered }).summary(query),
      };
    },
    foundBy: [figures],
  },
  {
    name: 'ignores a filter in its figures',
    make: altered((sound) => ({
      summary: ({ filter: { healed: _, ...filter }, ...query }) => sound.summary({ ...query, filter }),
    })),
    foundBy: [figures],
  },
  {
    name: 'gives a timeline in the order of arrival',
    make: altered((sound) => ({
      timeline: async (identity) =>
        [...(await sound.timeline(identity))].sort((a, b) => Number(a.cursor) - Number(b.cursor)),
    })),
    foundBy: ['a timeline stands in order of the provider time, else ours, whatever came first'],
  },
  {
    name: 'pages by offset',
    make: altered((sound) => ({
      list: async (query) => {
        const offset = Number(query.after ?? 0);
        const { items } = await sound.list({ ...query, after: null, limit: 1_000 });
        const end = offset + query.limit;
        return { items: items.slice(offset, end), next: end < items.length ? String(end) : null };
      },
    })),
    foundBy: ['paging goes on although messages are recorded and moved between two pages'],
  },
  {
    name: 'has a feed that gives the fact at the cursor again',
    make: altered((sound) => ({
      feed: (query) =>
        sound.feed(Number(query.after) > 0 ? { ...query, after: String(Number(query.after) - 1) } : query),
    })),
    foundBy: ['the feed yields each fact once, in one order, whatever the size of its pages'],
  },
  {
    name: 'writes a batch in an order of its own',
    make: altered((sound) => ({
      append: async (entries, options) => {
        const order = entries
          .map((_, index) => index)
          .sort((a, b) => {
            const [keyA = '', keyB = ''] = [entries[a]?.event.key, entries[b]?.event.key];
            return keyA < keyB ? -1 : 1;
          });
        const results = await sound.append(
          order.flatMap((index) => entries[index] ?? []),
          options,
        );
        return entries.flatMap((_, index) => results[order.indexOf(index)] ?? []);
      },
    })),
    foundBy: ['the feed keeps the order of a batch'],
  },
  {
    name: 'takes a cursor that it cannot read for the beginning',
    make: altered((sound) => ({
      list: (query) => sound.list(query).catch(() => sound.list({ ...query, after: null })),
    })),
    foundBy: ['a cursor that the store did not make is refused'],
  },
];

// Per tables, as in a database: what one store has not committed, no other sees either.
const uncommittedOf = new WeakMap<MemoryTables, Set<string>>();

function uncommitted(tables: MemoryTables): Set<string> {
  const known = uncommittedOf.get(tables);
  if (known !== undefined) return known;
  const fresh = new Set<string>();
  uncommittedOf.set(tables, fresh);
  return fresh;
}

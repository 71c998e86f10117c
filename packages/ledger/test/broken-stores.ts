import {
  createMemoryStore,
  createMemoryTables,
  type EventRecord,
  evidenceOf,
  type LedgerStore,
  type MemoryTables,
  type MessageRecord,
  messageKey,
  recordOf,
} from '@statuswire/ledger';

/** A store that breaks one promise on purpose, over the same tables as a sound one. */
export interface BrokenStore {
  readonly name: string;
  make(tables: MemoryTables): LedgerStore;
  /** It needs no migration, it says, although it has tables. */
  readonly lazy?: true;
  /** Cases that must find it out; others may too. */
  readonly foundBy: readonly string[];
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

/** A sound store with some methods replaced. */
function altered(alter: (sound: LedgerStore, tables: MemoryTables) => Partial<LedgerStore>): BrokenStore['make'] {
  return (tables) => {
    const sound = createMemoryStore({ tables });
    return { ...sound, ...alter(sound, tables) };
  };
}

function copyInto(target: MemoryTables, source: MemoryTables): void {
  for (const [name, table] of Object.entries(source)) {
    const into = target[name as keyof MemoryTables];
    if (into instanceof Map && table instanceof Map) {
      into.clear();
      for (const [key, row] of table) (into as Map<unknown, unknown>).set(key, row);
    } else if (Array.isArray(into)) into.splice(0, into.length, ...(table as (string | null)[]));
    else Object.assign(into, table);
  }
}

function rewriteMessage(tables: MemoryTables, key: string, rewrite: (message: MessageRecord) => MessageRecord): void {
  const row = tables.messages.get(key);
  if (row === undefined) return;
  tables.messages.set(key, { ...row, record: JSON.stringify(rewrite(JSON.parse(row.record) as MessageRecord)) });
}

const permutations = 'any permutation, repetition and batching ends in the state of the pure join';
const nullErases = 'what is null erases nothing: an error, a text, a number of segments';
const sameFact = 'the same fact at once from two processes is recorded once';
const concurrent = 'concurrent facts of one message from two processes all count';
const anyString = 'any string comes back as it was';
const listed = 'the list finds exactly what a filter lets through, in order, page by page';
const figures = 'figures are those of the definition, for any filter';
const copies = 'copies of one fact that differ are merged alike whichever came first';
const settled = 'a check is settled by the owner of its lease only, and a message that moved is planned anew';
const retention = 'retention deletes texts, then messages, in bounded steps, and figures stay a recount';
const consumers = 'a consumer position has one owner at a time, and only the owner moves it';
const quarantine = 'quarantine keeps bytes, counts repeats, and lets go only of what was resolved';
const dueOnce = 'due checks are leased to one owner: contradictions first, then the longest due';

export const brokenStores: readonly BrokenStore[] = [
  {
    name: 'checks, then inserts: reads in one transaction and writes in another',
    make: altered((_sound, tables) => ({
      append: async (entries, options) => {
        const stale = structuredClone(tables);
        const results = await createMemoryStore({ tables: stale }).append(entries, options);
        await tick();
        copyInto(tables, stale);
        return results;
      },
    })),
    foundBy: [sameFact, concurrent],
  },
  {
    name: 'lets the last write win',
    make: altered((sound, tables) => ({
      append: async (entries, options) => {
        const results = await sound.append(entries, options);
        for (const { event } of entries) {
          rewriteMessage(tables, messageKey(event), (message) => ({
            ...message,
            evidence: evidenceOf(recordOf(event)),
          }));
        }
        const states = await Promise.all(entries.map(({ event }) => sound.message(event)));
        return results.map((result, index) => ({ ...result, message: states[index] ?? result.message }));
      },
    })),
    foundBy: [permutations, 'a late status does not overwrite one that follows it', nullErases, copies],
  },
  {
    name: 'de-duplicates by message id',
    make: altered((sound) => ({
      append: async (entries, options) => {
        const results: Awaited<ReturnType<LedgerStore['append']>>[number][] = [];
        for (const entry of entries) {
          const message = await sound.message(entry.event);
          if (message === null) results.push(...(await sound.append([entry], options)));
          else results.push({ inserted: false, message });
        }
        return results;
      },
    })),
    foundBy: [permutations, 'one message takes several statuses: nothing is dropped because its message is known'],
  },
  {
    name: 'erases an error by a null',
    make: altered((sound, tables) => ({
      append: async (entries, options) => {
        const results = await sound.append(entries, options);
        for (const { event } of entries) {
          if (event.error !== null) continue;
          rewriteMessage(tables, messageKey(event), ({ evidence, ...message }) => ({
            ...message,
            evidence: { ...evidence, errors: [] },
          }));
        }
        return results;
      },
    })),
    foundBy: [permutations, nullErases],
  },
  {
    name: 'keeps the first copy of a fact and ignores what others tell',
    make: altered((sound, tables) => ({
      append: async (entries, options) => {
        const known = new Map(tables.events);
        const results = await sound.append(entries, options);
        for (const [key, row] of known) tables.events.set(key, row);
        return results;
      },
    })),
    foundBy: [permutations, copies],
  },
  {
    name: 'updates the rollups outside the transaction',
    make: altered((sound, tables) => ({
      append: async (entries, options) => {
        const before = new Map(tables.figures);
        const results = await sound.append(entries, options);
        const after = new Map(tables.figures);
        tables.figures.clear();
        for (const [key, row] of before) tables.figures.set(key, row);
        setImmediate(() => {
          for (const [key, row] of after) tables.figures.set(key, row);
        });
        return results;
      },
    })),
    foundBy: [permutations, sameFact, figures],
  },
  {
    name: 'does not count repeats',
    make: altered((sound, tables) => ({
      append: async (entries, options) => {
        const before = new Map(tables.figures);
        const results = await sound.append(entries, options);
        if (results.some(({ inserted }) => inserted)) return results;
        tables.figures.clear();
        for (const [key, row] of before) tables.figures.set(key, row);
        return results;
      },
    })),
    foundBy: [permutations, sameFact],
  },
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
    name: 'has a feed that gives positions out again after pruning',
    make: altered((sound, tables) => ({
      prune: async (request) => {
        const result = await sound.prune(request);
        const left = tables.feed.filter((key) => key !== null);
        tables.feed.splice(0, tables.feed.length, ...left);
        left.forEach((key, index) => {
          const row = tables.events.get(key);
          if (row !== undefined) tables.events.set(key, { ...row, sequence: index + 1 });
        });
        return result;
      },
    })),
    foundBy: [retention],
  },
  {
    name: 'records a part of a batch that fails',
    make: altered((sound) => ({
      append: async (entries, options) => {
        const results: Awaited<ReturnType<LedgerStore['append']>>[number][] = [];
        for (const entry of entries) results.push(...(await sound.append([entry], options)));
        return results;
      },
    })),
    foundBy: ['a batch is recorded as a whole or not at all'],
  },
  {
    name: 'cuts texts at NUL',
    make: altered((sound) => ({
      append: (entries, options) =>
        sound.append(
          entries.map(({ event, provenance }) => ({
            event: { ...event, body: event.body?.split('\u0000')[0] ?? null },
            provenance,
          })),
          options,
        ),
    })),
    foundBy: [anyString],
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
    name: 'cuts keys',
    make: altered((sound) => ({
      append: (entries, options) =>
        sound.append(
          entries.map((entry) => ({
            ...entry,
            event: {
              ...entry.event,
              projectId: entry.event.projectId.slice(0, 250),
              key: entry.event.key.slice(0, 4_000),
            },
          })),
          options,
        ),
    })),
    foundBy: ['the longest keys and very long texts are taken, and told apart by their last character'],
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
    name: 'forgets figures when it prunes',
    make: altered((sound, tables) => ({
      prune: async (request) => {
        const before = new Map(tables.figures);
        const result = await sound.prune(request);
        for (const [key, row] of before) tables.figures.set(key, row);
        return result;
      },
    })),
    foundBy: [retention],
  },
  {
    name: 'leaves raw payloads when it prunes texts',
    make: altered((sound, tables) => ({
      prune: async (request) => {
        const raw = [...tables.events].filter(([, row]) => (JSON.parse(row.record) as EventRecord).provenance !== null);
        const result = await sound.prune(request);
        for (const [key, row] of raw) if (tables.events.has(key)) tables.events.set(key, row);
        return result;
      },
    })),
    foundBy: [retention],
  },
  {
    name: 'gives due messages out without a lease',
    make: altered((sound) => ({ due: (request) => sound.due({ ...request, leaseUntil: request.now }) })),
    foundBy: [dueOnce, 'two processes that ask at once never check the same message'],
  },
  {
    name: 'lets anybody settle a check',
    make: altered((sound, tables) => ({
      settleCheck: (check) => {
        const owner = tables.messages.get(messageKey(check))?.check.lease?.owner ?? check.owner;
        return sound.settleCheck({ ...check, owner });
      },
    })),
    foundBy: [settled],
  },
  {
    name: 'keeps an old schedule when a message moves',
    make: altered((sound, tables) => ({
      append: async (entries, options) => {
        const before = new Map([...tables.messages].map(([key, { check }]) => [key, check]));
        const results = await sound.append(entries, options);
        for (const [key, row] of tables.messages)
          tables.messages.set(key, { ...row, check: before.get(key) ?? row.check });
        return results;
      },
    })),
    foundBy: [settled],
  },
  {
    name: 'moves a consumer whose lease is lost',
    make: altered((sound, tables) => ({
      advanceConsumer: (advance) => {
        const owner = tables.consumers.get(advance.name)?.lease?.owner ?? advance.owner;
        return sound.advanceConsumer({ ...advance, owner });
      },
    })),
    foundBy: [consumers],
  },
  {
    name: 'gives a consumer to whoever asks',
    make: altered((sound, tables) => ({
      leaseConsumer: (request) => {
        const row = tables.consumers.get(request.name);
        if (row !== undefined) tables.consumers.set(request.name, { ...row, lease: null });
        return sound.leaseConsumer(request);
      },
    })),
    foundBy: [consumers, 'two processes that ask at once: one gets a consumer, new or known'],
  },
  {
    name: 'lets no consumer go past the end of the feed',
    make: altered((sound) => ({
      advanceConsumer: async (advance) => {
        const end = Number(await sound.feedEnd());
        return sound.advanceConsumer({ ...advance, cursor: String(Math.min(Number(advance.cursor), end)) });
      },
    })),
    foundBy: ['a consumer position may be any whole number, and may go back'],
  },
  {
    name: 'lets no consumer go back',
    make: altered((sound, tables) => ({
      advanceConsumer: (advance) => {
        const stored = Number(tables.consumers.get(advance.name)?.cursor ?? 0);
        return sound.advanceConsumer({ ...advance, cursor: String(Math.max(stored, Number(advance.cursor))) });
      },
    })),
    foundBy: ['a consumer position may be any whole number, and may go back'],
  },
  {
    name: 'keeps quarantined bytes as text',
    make: altered((sound) => ({
      quarantine: (entries) =>
        sound.quarantine(
          entries.map((entry) => ({ ...entry, rawBody: Buffer.from(Buffer.from(entry.rawBody).toString('utf8')) })),
        ),
    })),
    foundBy: [quarantine],
  },
  {
    name: 'prunes quarantined deliveries that nobody has looked at',
    make: altered((sound, tables) => ({
      prune: async (request) => {
        if (request.quarantineBefore !== null) tables.quarantine.clear();
        return { ...(await sound.prune(request)), quarantined: 1 };
      },
    })),
    foundBy: [quarantine],
  },
  {
    name: 'works on after it was closed',
    make: altered(() => ({ close: async () => {} })),
    foundBy: ['a closed store refuses every call, another one on the same tables goes on'],
  },
  {
    name: 'forgets everything with the store',
    make: () => createMemoryStore({ tables: createMemoryTables() }),
    foundBy: ['what was recorded is there for a store made later', permutations, sameFact],
  },
  {
    name: 'empties its tables when it is migrated again',
    make: altered((_sound, tables) => ({
      migrate: async () => copyInto(tables, createMemoryTables()),
    })),
    foundBy: ['migrating again, from several processes at once, changes nothing'],
  },
  {
    name: 'makes its tables when they are first needed',
    make: altered(() => ({})),
    lazy: true,
    foundBy: ['without tables every method says that the store is not migrated, and makes none'],
  },
  {
    name: 'keeps the provenance that came last',
    make: altered((sound, tables) => ({
      append: async (entries, options) => {
        const results = await sound.append(entries, options);
        for (const { event, provenance } of entries) {
          const rowKey = `${messageKey(event)} ${event.key}`;
          const row = tables.events.get(rowKey);
          if (row === undefined) continue;
          const record = JSON.parse(row.record) as EventRecord;
          const latest = provenance === null ? null : { receivedAt: event.receivedAt, details: provenance };
          tables.events.set(rowKey, { ...row, record: JSON.stringify({ ...record, provenance: latest }) });
        }
        return results;
      },
    })),
    foundBy: ['provenance stays with its event, and that of the earliest copy is kept'],
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
  {
    name: 'forgets what was set aside when its event is pruned',
    make: altered((sound, tables) => ({
      prune: (request) => {
        if (request.messagesBefore !== null) tables.setAside.clear();
        return sound.prune(request);
      },
    })),
    foundBy: ['what was set aside is paged, survives pruning, and is forgotten on demand'],
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

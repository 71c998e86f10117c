import { createMemoryStore } from '@statuswire/ledger';
import { createMemoryTables, type EventRecord, messageKey } from '@statuswire/ledger/store';
import { altered, type BrokenStore, copyInto } from './altered.ts';

const permutations = 'any permutation, repetition and batching ends in the state of the pure join';
const sameFact = 'the same fact at once from two processes is recorded once';
const settled = 'a check is settled by the owner of its lease only, and a message that moved is planned anew';
const retention = 'retention deletes texts, then messages, in bounded steps, and figures stay a recount';
const consumers = 'a consumer position has one owner at a time, and only the owner moves it';
const quarantine = 'quarantine keeps bytes, counts repeats, and lets go only of what was resolved';
const dueOnce = 'due checks are leased to one owner: contradictions first, then the longest due';

export const brokenOperations: readonly BrokenStore[] = [
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

import { createMemoryStore, type LedgerStore } from '@statuswire/ledger';
import { type EventRecord, evidenceOf, messageKey, recordOf } from '@statuswire/ledger/store';
import { altered, type BrokenStore, copyInto, rewriteMessage, tick } from './altered.ts';

const permutations = 'any permutation, repetition and batching ends in the state of the pure join';
const nullErases = 'what is null erases nothing: an error, a text, a number of segments';
const sameFact = 'the same fact at once from two processes is recorded once';
const concurrent = 'concurrent facts of one message from two processes all count';
const anyString = 'any string comes back as it was';
const figures = 'figures are those of the definition, for any filter';
const copies = 'copies of one fact that differ are merged alike whichever came first';

export const brokenRecording: readonly BrokenStore[] = [
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
];

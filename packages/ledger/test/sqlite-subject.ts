import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { LatencyClock, LatencyMeasure, LedgerStore } from '@statuswire/ledger';
import { createSqliteStore } from '@statuswire/ledger/sqlite';
import {
  decodeEvent,
  decodeEvidence,
  decodeKey,
  decodeText,
  type FigureChange,
  messageKey,
  type Series,
} from '@statuswire/ledger/store';
import type { StoreReader, StoreSubject } from '@statuswire/ledger/testing';

type Row = Record<string, unknown>;

const identityOf = (row: Row) => ({
  projectId: decodeText(String(row.project_id)),
  messageId: decodeText(String(row.message_id)),
});

/** Reads the tables over a connection of its own, with SQL of its own. */
export function sqliteReader(database: DatabaseSync): StoreReader {
  const all = (sql: string): readonly Row[] => (database.prepare(sql) as StatementSync).all();
  const rollups = (grain: 0 | 1): readonly FigureChange[] => {
    const hour = (row: Row) => Number(row.bucket) * (grain === 0 ? 1 : 24);
    const figures = all(
      `SELECT * FROM statuswire_figures f JOIN statuswire_series s ON s.id = f.series AND s.status = f.status
       WHERE grain = ${grain}`,
    ).map((row): FigureChange => {
      const series: Series = {
        projectId: decodeText(String(row.project_id)),
        dialect: row.dialect as Series['dialect'],
        kind: row.kind as Series['kind'],
        number: decodeText(String(row.number)),
        prefix: String(row.prefix),
        status: row.status as Series['status'],
        errorCode: decodeText(String(row.error_code)),
        conflicted: row.conflicted === 1,
        healed: row.healed === 1,
        sources: row.sources as Series['sources'],
      };
      const [messages, events] = [Number(row.messages), Number(row.events)];
      const amounts = { messages, events, repeats: Number(row.repeats), late: Number(row.late) };
      return { table: 'messages', hour: hour(row), series, amounts };
    });
    const latencies = all(
      `SELECT * FROM statuswire_latencies f JOIN statuswire_lines l ON l.id = f.line WHERE grain = ${grain}`,
    ).map(
      (row): FigureChange => ({
        table: 'latencies',
        hour: hour(row),
        series: {
          projectId: decodeText(String(row.project_id)),
          dialect: row.dialect as Series['dialect'],
          kind: row.kind as Series['kind'],
          number: decodeText(String(row.number)),
        },
        measure: row.measure as LatencyMeasure,
        clock: row.clock as LatencyClock,
        step: Number(row.step),
        readings: Number(row.readings),
      }),
    );
    return [...figures, ...latencies];
  };
  return {
    events: async () =>
      all(
        'SELECT * FROM statuswire_events e LEFT JOIN statuswire_messages m ON m.id = e.message ORDER BY e.sequence',
      ).map((row) => {
        const identity = identityOf(row);
        const key = decodeKey(String(row.fact), messageKey(identity));
        return { cursor: String(row.sequence), record: decodeEvent(String(row.record), identity, key) };
      }),
    messages: async () =>
      all('SELECT * FROM statuswire_messages').map((row) => ({
        evidence: decodeEvidence(String(row.evidence), identityOf(row)),
        eventCount: Number(row.events),
        deliveryCount: Number(row.deliveries),
      })),
    figures: async () => [
      ...rollups(0),
      ...all('SELECT * FROM statuswire_activity').map(
        (row): FigureChange => ({
          table: 'activity',
          minute: Number(row.minute),
          projectId: decodeText(String(row.project_id)),
          source: row.source === 'rest' ? 'rest' : 'callback',
          deliveries: Number(row.deliveries),
        }),
      ),
    ],
    dailyFigures: async () => rollups(1),
  };
}

/** SQLite in a file, each store on a handle of its own, as processes have. */
export function sqliteSubject(runs = 100): StoreSubject {
  const openDirectory = async () => {
    const directory = await mkdtemp(join(tmpdir(), 'statuswire-'));
    const handles: DatabaseSync[] = [];
    const handle = () => {
      const database = new DatabaseSync(join(directory, 'ledger.db'));
      handles.push(database);
      return database;
    };
    const store = (): LedgerStore => createSqliteStore({ database: handle(), busyTimeoutMs: 20_000 });
    const close = async () => {
      for (const database of handles) database.close();
      await rm(directory, { recursive: true });
    };
    return { handle, store, close };
  };
  return {
    runs,
    openUnmigrated: async () => {
      const { store, close } = await openDirectory();
      return { store: store(), close };
    },
    open: async () => {
      const { handle, store, close } = await openDirectory();
      const first = store();
      await first.migrate();
      return { store: first, reader: sqliteReader(handle()), another: async () => store(), close };
    },
  };
}

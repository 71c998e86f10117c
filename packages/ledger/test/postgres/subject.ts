import {
  decodeEvent,
  decodeEvidence,
  decodeKey,
  decodeText,
  type FigureChange,
  type LatencyClock,
  type LatencyMeasure,
  type LedgerStore,
  messageKey,
  type Series,
} from '@statuswire/ledger';
import { createPostgresStore } from '@statuswire/ledger/postgres';
import type { StoreReader, StoreSubject } from '@statuswire/ledger/testing';
import { Pool } from 'pg';

type Row = Record<string, unknown>;

const identityOf = (row: Row) => ({
  projectId: decodeText(String(row.project_id)),
  messageId: decodeText(String(row.message_id)),
});

const lineOf = (row: Row): Pick<Series, 'projectId' | 'dialect' | 'kind' | 'number'> => ({
  projectId: decodeText(String(row.project_id)),
  dialect: row.dialect as Series['dialect'],
  kind: row.kind as Series['kind'],
  number: decodeText(String(row.number)),
});

/** Reads the tables over connections of its own, with SQL of its own. */
export function postgresReader(pool: Pool, schema: string): StoreReader {
  const all = async (sql: string): Promise<readonly Row[]> => {
    const { rows } = await pool.query<Row>(sql.replaceAll('@', `${schema}.`));
    return rows;
  };
  const rollups = async (grain: 0 | 1): Promise<readonly FigureChange[]> => {
    const hour = (row: Row) => Number(row.bucket) * (grain === 0 ? 1 : 24);
    const figures = await all(
      `SELECT f.*, l.*, s.* FROM @message_figures f JOIN @series s ON s.id = f.series_id JOIN @lines l ON l.id = s.line_id
       WHERE grain = ${grain}`,
    );
    const latencies = await all(
      `SELECT * FROM @latency_figures f JOIN @lines l ON l.id = f.line_id WHERE grain = ${grain}`,
    );
    return [
      ...figures.map(
        (row): FigureChange => ({
          table: 'messages',
          hour: hour(row),
          series: {
            ...lineOf(row),
            prefix: String(row.prefix),
            status: row.status as Series['status'],
            errorCode: decodeText(String(row.error_code)),
            conflicted: row.conflicted === true,
            healed: row.healed === true,
            sources: row.sources as Series['sources'],
          },
          amounts: {
            messages: Number(row.messages),
            events: Number(row.events),
            repeats: Number(row.repeats),
            late: Number(row.late),
          },
        }),
      ),
      ...latencies.map(
        (row): FigureChange => ({
          table: 'latencies',
          hour: hour(row),
          series: lineOf(row),
          measure: row.measure as LatencyMeasure,
          clock: row.clock as LatencyClock,
          step: Number(row.step),
          readings: Number(row.readings),
        }),
      ),
    ];
  };
  return {
    async events() {
      const rows = await all(
        'SELECT * FROM @events e LEFT JOIN @messages m ON m.id = e.message_id ORDER BY e.position',
      );
      return rows.map((row) => {
        const identity = identityOf(row);
        const key = decodeKey(String(row.fact), messageKey(identity));
        return { cursor: String(row.position), record: decodeEvent(String(row.record), identity, key) };
      });
    },
    async messages() {
      const rows = await all('SELECT * FROM @messages');
      return rows.map((row) => ({
        evidence: decodeEvidence(String(row.evidence), identityOf(row)),
        eventCount: Number(row.event_count),
        deliveryCount: Number(row.delivery_count),
      }));
    },
    async figures() {
      const activity = await all('SELECT * FROM @activity_figures');
      return [
        ...(await rollups(0)),
        ...activity.map(
          (row): FigureChange => ({
            table: 'activity',
            minute: Number(row.minute),
            projectId: decodeText(String(row.project_id)),
            source: row.source === 'rest' ? 'rest' : 'callback',
            deliveries: Number(row.deliveries),
          }),
        ),
      ];
    },
    dailyFigures: () => rollups(1),
  };
}

let schemas = 0;

/** Stores on a server, each case in a schema of its own, each store on a pool of its own, as processes have. */
export function postgresSubject(connectionString: () => string, runs = 200): StoreSubject {
  const openSchema = async () => {
    schemas += 1;
    const schema = `case_${schemas}`;
    const pools: Pool[] = [];
    const pool = () => {
      const opened = new Pool({ connectionString: connectionString(), max: 4 });
      pools.push(opened);
      return opened;
    };
    const store = (): LedgerStore => createPostgresStore({ sql: pool(), schema });
    const close = async () => {
      const [first] = pools;
      await first?.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      await Promise.all(pools.map((opened) => opened.end()));
    };
    return { schema, pool, store, close };
  };
  return {
    runs,
    openUnmigrated: async () => {
      const { store, close } = await openSchema();
      return { store: store(), close };
    },
    open: async () => {
      const { schema, pool, store, close } = await openSchema();
      const first = store();
      await first.migrate();
      return { store: first, reader: postgresReader(pool(), schema), another: async () => store(), close };
    },
  };
}

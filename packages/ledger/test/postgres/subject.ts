import type { LatencyClock, LatencyMeasure, LedgerStore } from '@statuswire/ledger';
import { createPostgresStore } from '@statuswire/ledger/postgres';
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

/** A subject, and how to close what it opened. */
export interface PostgresSubject extends StoreSubject {
  end(): Promise<void>;
}

/**
 * Stores on a server: each case in a schema that nobody else uses meanwhile, each store on a pool of its own, as processes
 * have. Schemas and pools are used again, emptied: making them takes longer than most cases.
 */
export function postgresSubject(connectionString: () => string, runs = 200): PostgresSubject {
  const pools: Pool[] = [];
  const idlePools: Pool[] = [];
  const idleSchemas: string[] = [];
  let schemas = 0;

  const takePool = () => {
    const idle = idlePools.pop();
    if (idle !== undefined) return idle;
    const made = new Pool({ connectionString: connectionString(), max: 4 });
    pools.push(made);
    return made;
  };
  const openSchema = () => {
    const taken: Pool[] = [];
    const pool = () => {
      const opened = takePool();
      taken.push(opened);
      return opened;
    };
    const stores: LedgerStore[] = [];
    const storeOn = (schema: string) => {
      const store = createPostgresStore({ sql: pool(), schema });
      stores.push(store);
      return store;
    };
    const close = async () => {
      await Promise.all(stores.map((store) => store.close()));
      idlePools.push(...taken);
    };
    return { pool, storeOn, close };
  };
  const newSchema = () => {
    schemas += 1;
    return `case_${schemas}`;
  };

  return {
    runs,
    openUnmigrated: async () => {
      const { storeOn, close } = openSchema();
      return { store: storeOn(newSchema()), close };
    },
    open: async () => {
      const { pool, storeOn, close } = openSchema();
      const schema = idleSchemas.pop() ?? newSchema();
      const store = storeOn(schema);
      await store.migrate();
      const reader = pool();
      return {
        store,
        reader: postgresReader(reader, schema),
        another: async () => storeOn(schema),
        close: async () => {
          await emptySchema(reader, schema);
          await close();
          idleSchemas.push(schema);
        },
      };
    },
    end: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
    },
  };
}

/** Leaves a schema as migration made it. */
async function emptySchema(pool: Pool, schema: string): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname = $1 AND tablename NOT IN ('head', 'migrations')`,
    [schema],
  );
  await pool.query(
    `TRUNCATE ${rows.map(({ name }) => name).join(', ')};
     UPDATE ${schema}.head SET last_position = 0, last_message_id = 0, dictionary_version = 0`,
  );
}

import { unavailable } from './failures.ts';
import type { PostgresConnection, PostgresPool } from './pool.ts';

/** What a query or a pool failed with, told apart from what the store's own code throws. */
export class QueryFailure extends Error {
  constructor(cause: unknown) {
    super('A query failed.', { cause });
  }
}

/**
 * Lends a connection to one piece of work. Where both together take longer than the limit, the connection is closed, which
 * ends what it was doing, and the work is given up: a network that swallows packets must not hold up its caller for ever.
 */
export async function withConnection<Result>(
  pool: PostgresPool,
  limitMs: number | null,
  work: (connection: PostgresConnection) => Promise<Result>,
  isUsableAfter: (error: unknown) => boolean,
): Promise<Result> {
  let connection: PostgresConnection | null = null;
  let over = false;
  // A connection may be lost between two queries; the next one then fails, and that is soon enough.
  const ignore = () => {};
  const giveBack = (usable: boolean) => {
    if (over) return;
    over = true;
    connection?.release(!usable);
    // A connection on its way out may still tell of errors.
    if (usable) connection?.removeListener('error', ignore);
  };

  let timer: NodeJS.Timeout | undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    if (limitMs === null) return;
    timer = setTimeout(() => {
      giveBack(false);
      reject(
        unavailable(
          `PostgreSQL took longer than ${limitMs} ms. Check its load, who holds locks (pg_locks), the size of the pool, and the network.`,
        ),
      );
    }, limitMs);
  });

  const workOnConnection = async () => {
    const taken = await pool.connect().catch((error: unknown) => {
      throw new QueryFailure(error);
    });
    connection = taken;
    if (over) {
      taken.release();
      throw new QueryFailure(new Error('The connection came too late.'));
    }
    taken.on('error', ignore);
    return work(taken);
  };

  try {
    const result = await Promise.race([workOnConnection(), expiry]);
    giveBack(true);
    return result;
  } catch (error) {
    giveBack(isUsableAfter(error));
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

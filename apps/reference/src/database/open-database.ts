import { createMemoryStore } from '@statuswire/ledger';
import type { Database } from './database.ts';
import type { DatabaseLocation } from './location.ts';
import { openSqlite, openTemporarySqlite } from './sqlite.ts';

/** Opens the database at a location. Throws `STATUSWIRE_UNAVAILABLE`, saying what to do, where that cannot be. */
export async function openDatabase(location: DatabaseLocation): Promise<Database> {
  switch (location.kind) {
    case 'sqlite':
      return openSqlite(location.file);
    case 'temporary':
      return openTemporarySqlite();
    case 'postgres': {
      // Loaded where it is used, so that nobody needs a driver who keeps a file.
      const { openPostgres } = await import('./postgres.ts');
      return openPostgres(location.url);
    }
    case 'memory':
      return {
        store: createMemoryStore(),
        place: 'memory: all of it is lost when the service ends',
        close: async () => {},
      };
  }
}

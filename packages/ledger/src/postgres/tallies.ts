import { hourOf } from '../figures.ts';
import { encodeText } from '../storable-text.ts';
import type { Tally } from '../store-requests.ts';
import type { Database } from './database.ts';
import { arrayOf } from './parameters.ts';

// In order of the keys, so that two that count the same wait for each other and never cross.
const addTallies = `
INSERT INTO statuswire.tallies AS tally (hour, project_id, name, amount)
SELECT * FROM unnest($1::integer[], $2::text[], $3::text[], $4::bigint[]) AS entry (hour, project_id, name, amount)
ORDER BY hour, project_id COLLATE "C", name COLLATE "C"
ON CONFLICT (hour, project_id, name) DO UPDATE SET amount = tally.amount + excluded.amount`;

/** Adds to named counters. */
export async function addToTallies(database: Database, entries: readonly Tally[]): Promise<void> {
  const sums = new Map<string, { hour: number; project: string; name: string; amount: number }>();
  for (const { name, at, projectId, amount } of entries) {
    const row = { hour: hourOf(at), project: encodeText(projectId), name: encodeText(name), amount };
    const key = JSON.stringify([row.hour, row.project, row.name]);
    sums.set(key, { ...row, amount: (sums.get(key)?.amount ?? 0) + amount });
  }
  const rows = [...sums.values()];
  if (rows.length === 0) return;
  await database.run(addTallies, [
    arrayOf(rows.map(({ hour }) => hour)),
    rows.map(({ project }) => project),
    rows.map(({ name }) => name),
    arrayOf(rows.map(({ amount }) => amount)),
  ]);
}

import { dayOfHour, type FigureChange } from '../figures.ts';
import { encodeText } from '../storable-text.ts';
import type { Statements } from './database.ts';
import type { DictionaryIds } from './dictionary.ts';
import { arrayOf } from './parameters.ts';

/** `grain` of figures by hour, and by day. */
export const hourGrain = 0;
/** `grain` of figures by hour, and by day. */
export const dayGrain = 1;

// For each of the three tables: add what changed to what stands there, delete rows that come to nothing, write the others.
// The sums cannot go stale in between: whoever changes figures holds the lock on `head`.
const writeFigures = `
WITH message_sum AS MATERIALIZED (
  SELECT change.grain, change.bucket, change.series_id,
    change.messages + coalesce(old.messages, 0) AS messages, change.events + coalesce(old.events, 0) AS events,
    change.repeats + coalesce(old.repeats, 0) AS repeats, change.late + coalesce(old.late, 0) AS late
  FROM unnest($1::smallint[], $2::integer[], $3::integer[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
    AS change (grain, bucket, series_id, messages, events, repeats, late)
  LEFT JOIN statuswire.message_figures old USING (grain, bucket, series_id)
), emptied_messages AS (
  DELETE FROM statuswire.message_figures old USING message_sum sum
  WHERE old.grain = sum.grain AND old.bucket = sum.bucket AND old.series_id = sum.series_id
    AND sum.messages = 0 AND sum.events = 0 AND sum.repeats = 0 AND sum.late = 0
), written_messages AS (
  INSERT INTO statuswire.message_figures (grain, bucket, series_id, messages, events, repeats, late)
  SELECT * FROM message_sum WHERE NOT (messages = 0 AND events = 0 AND repeats = 0 AND late = 0)
  ON CONFLICT (grain, bucket, series_id) DO UPDATE
  SET messages = excluded.messages, events = excluded.events, repeats = excluded.repeats, late = excluded.late
), latency_sum AS MATERIALIZED (
  SELECT change.grain, change.bucket, change.line_id, change.measure, change.clock, change.step,
    change.readings + coalesce(old.readings, 0) AS readings
  FROM unnest($8::smallint[], $9::integer[], $10::integer[], $11::text[], $12::text[], $13::smallint[], $14::bigint[])
    AS change (grain, bucket, line_id, measure, clock, step, readings)
  LEFT JOIN statuswire.latency_figures old USING (grain, bucket, line_id, measure, clock, step)
), emptied_latencies AS (
  DELETE FROM statuswire.latency_figures old USING latency_sum sum
  WHERE old.grain = sum.grain AND old.bucket = sum.bucket AND old.line_id = sum.line_id
    AND old.measure = sum.measure AND old.clock = sum.clock AND old.step = sum.step AND sum.readings = 0
), written_latencies AS (
  INSERT INTO statuswire.latency_figures (grain, bucket, line_id, measure, clock, step, readings)
  SELECT * FROM latency_sum WHERE readings <> 0
  ON CONFLICT (grain, bucket, line_id, measure, clock, step) DO UPDATE SET readings = excluded.readings
), activity_sum AS MATERIALIZED (
  SELECT change.minute, change.project_id, change.source, change.deliveries + coalesce(old.deliveries, 0) AS deliveries
  FROM unnest($15::bigint[], $16::text[], $17::text[], $18::bigint[]) AS change (minute, project_id, source, deliveries)
  LEFT JOIN statuswire.activity_figures old USING (minute, project_id, source)
), emptied_activity AS (
  DELETE FROM statuswire.activity_figures old USING activity_sum sum
  WHERE old.minute = sum.minute AND old.project_id = sum.project_id AND old.source = sum.source AND sum.deliveries = 0
)
INSERT INTO statuswire.activity_figures (minute, project_id, source, deliveries)
SELECT * FROM activity_sum WHERE deliveries <> 0
ON CONFLICT (minute, project_id, source) DO UPDATE SET deliveries = excluded.deliveries`;

type Change<Table extends FigureChange['table']> = Extract<FigureChange, { readonly table: Table }>;

/** Adds changes to the figures. Only while nobody else writes; `changes` has each row once. */
export async function addFigures(
  statements: Statements,
  changes: readonly FigureChange[],
  ids: DictionaryIds,
): Promise<void> {
  if (changes.length === 0) return;
  const of = <Table extends FigureChange['table']>(table: Table) =>
    changes.filter((change): change is Change<Table> => change.table === table);

  const messages = byHourAndDay(of('messages'), ({ series }) => ids.series(series), addAmounts);
  const latencies = byHourAndDay(
    of('latencies'),
    ({ series, measure, clock, step }) => `${ids.line(series)} ${measure} ${clock} ${step}`,
    (a, b) => ({ ...a, readings: a.readings + b.readings }),
  );
  const activity = of('activity');
  await statements.run(writeFigures, [
    arrayOf(messages.map(({ grain }) => grain)),
    arrayOf(messages.map(({ bucket }) => bucket)),
    arrayOf(messages.map(({ change }) => ids.series(change.series))),
    arrayOf(messages.map(({ change }) => change.amounts.messages)),
    arrayOf(messages.map(({ change }) => change.amounts.events)),
    arrayOf(messages.map(({ change }) => change.amounts.repeats)),
    arrayOf(messages.map(({ change }) => change.amounts.late)),
    arrayOf(latencies.map(({ grain }) => grain)),
    arrayOf(latencies.map(({ bucket }) => bucket)),
    arrayOf(latencies.map(({ change }) => ids.line(change.series))),
    arrayOf(latencies.map(({ change }) => change.measure)),
    arrayOf(latencies.map(({ change }) => change.clock)),
    arrayOf(latencies.map(({ change }) => change.step)),
    arrayOf(latencies.map(({ change }) => change.readings)),
    arrayOf(activity.map(({ minute }) => minute)),
    activity.map(({ projectId }) => encodeText(projectId)),
    arrayOf(activity.map(({ source }) => source)),
    arrayOf(activity.map(({ deliveries }) => deliveries)),
  ]);
}

interface GrainedChange<FigureOfHour> {
  readonly grain: number;
  readonly bucket: number;
  readonly change: FigureOfHour;
}

/** The changes by hour, and summed by day, each row once. */
function byHourAndDay<FigureOfHour extends { readonly hour: number }>(
  changes: readonly FigureOfHour[],
  keyOf: (change: FigureOfHour) => string | number,
  add: (a: FigureOfHour, b: FigureOfHour) => FigureOfHour,
): readonly GrainedChange<FigureOfHour>[] {
  const days = new Map<string, GrainedChange<FigureOfHour>>();
  for (const change of changes) {
    const bucket = dayOfHour(change.hour);
    const key = `${bucket} ${keyOf(change)}`;
    const known = days.get(key);
    days.set(key, { grain: dayGrain, bucket, change: known === undefined ? change : add(known.change, change) });
  }
  return [...changes.map((change) => ({ grain: hourGrain, bucket: change.hour, change })), ...days.values()];
}

function addAmounts(a: Change<'messages'>, b: Change<'messages'>): Change<'messages'> {
  return {
    ...a,
    amounts: {
      messages: a.amounts.messages + b.amounts.messages,
      events: a.amounts.events + b.amounts.events,
      repeats: a.amounts.repeats + b.amounts.repeats,
      late: a.amounts.late + b.amounts.late,
    },
  };
}

import { minuteOf } from '../figures.ts';
import { encodeText } from '../storable-text.ts';
import type { SummaryFigures, SummaryQuery } from '../store-requests.ts';
import { type Connection, fromOptionalInstant, type Parameter, toInstant } from './connection.ts';

/** Hours, from (included) to (not included). */
export interface Hours {
  readonly from: number;
  readonly until: number;
}

/** The part of a summary that is not of messages by when they were first seen. */
export type Counters = Omit<SummaryFigures, 'totals' | 'timeline' | 'awaited' | 'latencies'>;

const mostDueCounted = 10_000;

/** Counts it. Within a reading transaction. */
export function counters(connection: Connection, query: SummaryQuery, hours: Hours): Counters {
  const { projectId } = query.filter;
  return {
    tallies: tallies(connection, hours, projectId),
    recentCallbacks: recentCallbacks(connection, minuteOf(query.recentSince), projectId),
    lastCallbackAt: lastCallbackAt(connection, projectId),
    quarantined: Number(
      connection.statement("SELECT count(*) AS n FROM statuswire_quarantine WHERE state = 'held'").get()?.n,
    ),
    ...due(connection, toInstant(query.now)),
  };
}

function tallies(
  { statement }: Connection,
  { from, until }: Hours,
  projectId: string | undefined,
): SummaryFigures['tallies'] {
  return statement(
    `SELECT name, sum(amount) AS amount FROM statuswire_tallies
     WHERE hour >= ? AND hour < ? ${ofProject(projectId)} GROUP BY name`,
  )
    .all(from, until, ...projectParameter(projectId))
    .map((row) => ({ name: String(row.name), amount: Number(row.amount) }));
}

function recentCallbacks({ statement }: Connection, since: number, projectId: string | undefined): number {
  const row = statement(
    `SELECT sum(deliveries) AS n FROM statuswire_activity
     WHERE minute >= ? AND source = 'callback' ${ofProject(projectId)}`,
  ).get(since, ...projectParameter(projectId));
  return Number(row?.n ?? 0);
}

function lastCallbackAt({ statement }: Connection, projectId: string | undefined): string | null {
  const row = statement(`SELECT max(at) AS at FROM statuswire_last_callbacks WHERE true ${ofProject(projectId)}`).get(
    ...projectParameter(projectId),
  );
  return fromOptionalInstant(row?.at ?? null);
}

function ofProject(projectId: string | undefined): string {
  return projectId === undefined ? '' : 'AND project_id = ?';
}

function projectParameter(projectId: string | undefined): readonly Parameter[] {
  return projectId === undefined ? [] : [encodeText(projectId)];
}

function due({ statement }: Connection, now: number): Pick<SummaryFigures, 'due' | 'dueSince'> {
  let count = 0;
  let since: number | null = null;
  for (const conflicted of [1, 0]) {
    const where = 'WHERE conflicted = ? AND next_check_at IS NOT NULL AND next_check_at <= ?';
    const counted = statement(
      `SELECT count(*) AS n, min(next_check_at) AS since FROM (SELECT next_check_at FROM statuswire_messages
       INDEXED BY statuswire_messages_due ${where} ORDER BY next_check_at LIMIT ${mostDueCounted})`,
    ).get(conflicted, now);
    count += Number(counted?.n ?? 0);
    const oldest = counted?.since ?? null;
    if (oldest !== null) since = Math.min(since ?? Number(oldest), Number(oldest));
  }
  return { due: Math.min(count, mostDueCounted), dueSince: fromOptionalInstant(since) };
}

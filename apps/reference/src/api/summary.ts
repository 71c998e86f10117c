import { messageStatuses } from '@statuswire/contracts';
import { latencyClocks, latencyMeasures, messageOutcomes } from '@statuswire/ledger';
import { z } from 'zod';
import { messageFilterShape } from './messages.ts';
import type { Operation } from './operation.ts';
import { none, wholeNumber, word } from './parameters.ts';
import { count, isoUtc } from './values.ts';

const outcomes = z.record(z.enum(messageOutcomes), count).readonly().meta({ id: 'OutcomeCounts' });
const statuses = z
  .partialRecord(z.enum([...messageStatuses, 'unknown']), count)
  .readonly()
  .meta({ id: 'StatusCounts' });
const share = z.object({ value: z.string(), messages: count, outcomes }).readonly().meta({ id: 'Share' });
const shares = z.array(share).readonly();

/** The figures of a dashboard. */
export const summarySchema = z
  .object({
    since: isoUtc.nullable().meta({ description: 'The range counted, widened to whole hours; `null` is open' }),
    until: isoUtc.nullable(),
    interval: z.enum(['hour', 'day']),
    messages: count,
    events: count.meta({ description: 'Distinct facts' }),
    repeats: count.meta({ description: 'Deliveries of facts that were known already' }),
    late: count.meta({ description: 'Statuses that came after one that follows them' }),
    conflicted: count,
    healed: count,
    statuses,
    outcomes,
    timeline: z
      .array(z.object({ at: isoUtc, messages: count, statuses, outcomes }).readonly())
      .readonly()
      .meta({ description: 'By hour or day (UTC) of the first sight, those with messages only, the earliest first' }),
    errors: z
      .array(z.object({ code: z.string(), messages: count }).readonly())
      .readonly()
      .meta({ description: 'Failed messages by code (empty: none told), the most frequent first' }),
    by: z.object({ number: shares, projectId: shares, dialect: shares, kind: shares, prefix: shares }).readonly(),
    latencies: z
      .array(
        z
          .object({
            measure: z.enum(latencyMeasures),
            clock: z.enum(latencyClocks).meta({ description: '`observed` is by our clock, as callbacks came in' }),
            readings: count,
            p50: z.number().meta({ description: 'Milliseconds' }),
            p95: z.number().meta({ description: 'Milliseconds' }),
          })
          .readonly(),
      )
      .readonly()
      .nullable()
      .meta({ description: '`null` under a filter other than times, project, dialect, kind and number' }),
    tallies: z
      .record(z.string(), count)
      .readonly()
      .meta({ description: 'Named counters, such as rejections by reason' }),
    recentCallbacks: count.meta({ description: 'Callbacks of the last `recentMinutes`' }),
    recentMinutes: count,
    lastCallbackAt: isoUtc.nullable(),
    quarantined: count.meta({ description: 'Deliveries held in quarantine, of all projects' }),
    due: count.meta({ description: 'Messages whose check with SignalWire is due, of all projects' }),
    dueSince: isoUtc.nullable(),
  })
  .readonly()
  .meta({ id: 'Summary', description: 'All counts are of messages by the hour in which they were first seen' });

/** The figures of a dashboard. */
export const summarize = {
  id: 'summarize',
  method: 'GET',
  path: '/api/summary',
  summary: 'Figures, for all messages or those that a filter lets through',
  description: 'Read off rollups: it costs the same with ten times the messages. Times are widened to whole hours.',
  parameters: none,
  query: z.strictObject({
    ...messageFilterShape,
    interval: word(['hour', 'day'], 'How finely the timeline is cut; by default as fits the range').exactOptional(),
    recentMinutes: wholeNumber('How many minutes back callbacks count as recent', { least: 1, most: 1_440, usual: 5 }),
  }),
  answer: summarySchema,
  problems: [],
} as const satisfies Operation;

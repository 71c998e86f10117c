import uPlot from 'uplot';
import type { Message, Summary } from '../api/client.ts';
import { statuses } from '../view/view.ts';

/** One bar of the chart: what became of the messages first seen in an hour or a day. */
export interface Bar {
  readonly at: string;
  readonly counts: Readonly<Partial<Record<Message['status'], number>>>;
}

const intervalMs = { hour: 3_600_000, day: 86_400_000 } as const;
/** More than this cannot be told apart on a screen. */
const mostBars = 2_000;

/** The bars of a summary; hours and days without a message have one too. */
export function barsOf({ timeline, interval, since, until }: Summary, now: number): readonly Bar[] {
  const first = timeline[0];
  const last = timeline.at(-1);
  if (first === undefined || last === undefined) return [];
  const step = intervalMs[interval];
  const floor = (at: number) => Math.floor(at / step) * step;
  const from = since === null ? Date.parse(first.at) : Math.min(floor(Date.parse(since)), Date.parse(first.at));
  // A range that is over ends where it ends: `until` is exclusive.
  const end = until === null ? now : Math.min(now, Date.parse(until) - 1);
  const to = Math.max(floor(end), Date.parse(last.at));
  if ((to - from) / step > mostBars) return timeline.map(({ at, statuses: counts }) => ({ at, counts }));
  const counts = new Map(timeline.map((bucket) => [Date.parse(bucket.at), bucket.statuses]));
  return Array.from({ length: Math.round((to - from) / step) + 1 }, (_, index) => {
    const at = from + index * step;
    return { at: new Date(at).toISOString(), counts: counts.get(at) ?? {} };
  });
}

/** The statuses that any bar has, in the order in which they are stacked. */
export function statusesIn(bars: readonly Bar[]): readonly Message['status'][] {
  return statuses.filter((status) => bars.some(({ counts }) => (counts[status] ?? 0) > 0));
}

/** The chart's data: times in seconds, then each status on top of those before, the tallest first as it is painted first. */
export function stackedData(bars: readonly Bar[], shown: readonly Message['status'][]): uPlot.AlignedData {
  const tops = bars.map(() => 0);
  const stacked = shown.map((status) =>
    bars.map(({ counts }, index) => {
      const top = (tops[index] ?? 0) + (counts[status] ?? 0);
      tops[index] = top;
      return top;
    }),
  );
  return [bars.map(({ at }) => Date.parse(at) / 1_000), ...stacked.toReversed()];
}

/** The label of each place on the time axis; the date stands where a day begins, and first. */
function timeLabels(places: readonly number[], interval: Summary['interval']): string[] {
  const timeZone = interval === 'day' ? 'UTC' : undefined;
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone });
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  let lastDay = '';
  return places.map((place) => {
    const at = new Date(place * 1_000);
    const date = day.format(at);
    const label = interval === 'day' ? date : date === lastDay ? time.format(at) : `${time.format(at)}\n${date}`;
    lastDay = date;
    return label;
  });
}

/** How the chart looks and what it does; `onRange` is told what was dragged over, in milliseconds. */
export function chartOptions({
  shown,
  interval,
  width,
  height,
  colourOf,
  onRange,
}: {
  readonly shown: readonly Message['status'][];
  readonly interval: Summary['interval'];
  readonly width: number;
  readonly height: number;
  readonly colourOf: (name: string) => string;
  readonly onRange: (from: number, to: number) => void;
}): uPlot.Options {
  const bars = uPlot.paths.bars?.({ size: [0.8, 48], align: 1 });
  const axis = { stroke: colourOf('--muted'), grid: { stroke: colourOf('--line'), width: 1 }, ticks: { show: false } };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    // Days are cut at midnight UTC, hours are hours anywhere.
    tzDate: (at) => (interval === 'day' ? uPlot.tzDate(new Date(at * 1_000), 'Etc/UTC') : new Date(at * 1_000)),
    scales: {
      x: { time: true, range: (_chart, from, to) => [from, to + intervalMs[interval] / 1_000] },
      y: { range: (_chart, _from, to) => [0, Math.max(4, to * 1.05)] },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 44, values: (_chart, places) => timeLabels(places, interval) },
      { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6, 1e7] },
    ],
    series: [
      {},
      ...shown.toReversed().map((status) => ({
        label: status,
        fill: colourOf(`--status-${status}`),
        width: 0,
        points: { show: false },
        ...(bars === undefined ? {} : { paths: bars }),
      })),
    ],
    hooks: {
      setSelect: [
        (chart) => {
          const { left, width: dragged } = chart.select;
          if (dragged < 4) return;
          onRange(chart.posToVal(left, 'x') * 1_000, chart.posToVal(left + dragged, 'x') * 1_000);
        },
      ],
    },
  };
}

import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import type { Summary } from '../api/client.ts';
import { ScrollRegion } from '../parts/scroll-region.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { formatCount, formatHour } from '../view/format.ts';
import { barsOf, chartOptions, stackedData, statusesIn } from './stacked-bars.ts';

const height = 220;
const hourMs = 3_600_000;

/** Changes whenever colours or width do, which a canvas does not follow by itself. */
function useCanvasFrame(element: React.RefObject<HTMLDivElement | null>) {
  const [width, setWidth] = useState(0);
  const [dark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const onScheme = () => setDark(scheme.matches);
    scheme.addEventListener('change', onScheme);
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    if (element.current !== null) observer.observe(element.current);
    return () => {
      scheme.removeEventListener('change', onScheme);
      observer.disconnect();
    };
  }, [element]);
  return { width, dark };
}

/** Statuses over time, stacked, with the same figures as a table behind it. Dragging over it chooses a range. */
export function StatusChart({
  summary,
  onRange,
}: {
  summary: Summary;
  onRange: (since: string, until: string) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const { width, dark } = useCanvasFrame(place);
  const bars = useMemo(() => barsOf(summary, Date.now()), [summary]);
  const shown = statusesIn(bars);
  const shownKey = shown.join(' ');
  const { interval } = summary;
  const chosen = useEffectEvent((from: number, to: number) => {
    const since = new Date(Math.floor(from / hourMs) * hourMs).toISOString();
    onRange(since, new Date(Math.ceil(to / hourMs) * hourMs).toISOString());
  });
  const data = useEffectEvent(() => stackedData(bars, shown));

  // biome-ignore lint/correctness/useExhaustiveDependencies: a canvas is painted anew when colours or series change
  useEffect(() => {
    if (place.current === null || width === 0 || shownKey === '') return;
    const style = getComputedStyle(document.documentElement);
    const colourOf = (name: string) => style.getPropertyValue(name).trim();
    const options = chartOptions({ shown, interval, width, height, colourOf, onRange: (from, to) => chosen(from, to) });
    const made = new uPlot(options, data(), place.current);
    chart.current = made;
    return () => {
      chart.current = null;
      made.destroy();
    };
  }, [width, dark, shownKey, interval]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: new figures are handed to the chart that is there
  useEffect(() => {
    chart.current?.setData(data());
  }, [bars]);

  return (
    <section aria-labelledby="over-time" className="panel">
      <h2 id="over-time">Statuses over time</h2>
      <p className="note">
        Messages by the {interval === 'hour' ? 'hour' : 'day (UTC)'} in which they were first seen, each at the status
        it has now.{' '}
        <span className="with-drag">Drag over the chart to choose a range, or write its ends under Filters.</span>
        <span className="without-drag">Choose a range above, or write its ends under Filters.</span>
      </p>
      <ul className="legend">
        {shown.map((status) => (
          <li key={status}>
            <StatusBadge status={status} /> {formatCount(summary.statuses[status] ?? 0)}
          </li>
        ))}
      </ul>
      <div ref={place} className="chart" aria-hidden="true" hidden={bars.length === 0} />
      {bars.length === 0 ? <p className="empty">No message in this range.</p> : null}
      <details>
        <summary>The same as a table</summary>
        <ScrollRegion className="table-scroll" label="Statuses over time, as a table">
          <table>
            <thead>
              <tr>
                <th scope="col">{interval === 'hour' ? 'Hour from' : 'Day (UTC)'}</th>
                {shown.map((status) => (
                  <th key={status} scope="col" className="number">
                    {status}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {bars.toReversed().map(({ at, counts }) => (
                <tr key={at}>
                  <th scope="row">{interval === 'hour' ? formatHour(at) : at.slice(0, 10)}</th>
                  {shown.map((status) => (
                    <td key={status} className="number">
                      {formatCount(counts[status] ?? 0)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      </details>
    </section>
  );
}

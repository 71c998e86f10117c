import type { Summary } from '../api/client.ts';
import { formatCount, formatLatency } from '../view/format.ts';

type Latency = NonNullable<Summary['latencies']>[number];

const ways = [
  { measure: 'sent', from: 'first seen', to: 'sent' },
  { measure: 'delivered', from: 'sent', to: 'delivered' },
] as const satisfies readonly { measure: Latency['measure']; from: string; to: string }[];

const clocks: Readonly<Record<Latency['clock'], string>> = {
  provider: 'SignalWire’s clock',
  observed: 'as observed here',
};

function Bar({ value, most }: { value: number; most: number }) {
  return (
    <span className="bar" aria-hidden="true">
      <span style={{ width: `${most === 0 ? 0 : Math.max(1, (value / most) * 100)}%` }} />
    </span>
  );
}

function Way({ way, latencies, most }: { way: (typeof ways)[number]; latencies: readonly Latency[]; most: number }) {
  const rows = latencies.filter(({ measure }) => measure === way.measure);
  const name = `${way.from} → ${way.to}`;
  if (rows.length === 0) {
    return (
      <tr>
        <th scope="row">{name}</th>
        <td colSpan={3} className="empty">
          No message of this range has both statuses in that order.
        </td>
      </tr>
    );
  }
  return rows.map(({ clock, p50, p95, readings }, index) => (
    <tr key={clock}>
      {index === 0 ? (
        <th scope="rowgroup" rowSpan={rows.length}>
          {name}
        </th>
      ) : null}
      <td>
        {clocks[clock]}
        <span className="turn">{formatCount(readings)} messages</span>
      </td>
      <td className="number">{formatLatency(p50)}</td>
      <td className="number">
        {formatLatency(p95)}
        <Bar value={p95} most={most} />
      </td>
    </tr>
  ));
}

/** How long messages take, from one status to the next. The two clocks are never mixed. */
export function Durations({ summary: { latencies } }: { summary: Summary }) {
  const most = Math.max(0, ...(latencies ?? []).map(({ p95 }) => p95));
  return (
    <section aria-labelledby="durations" className="panel panel-beside">
      <h2 id="durations">How long it takes</h2>
      <p className="note">
        Half of the messages were faster than p50, 95 of 100 faster than p95. Where SignalWire tells no time, it is
        counted as observed here: from one callback to the next.
      </p>
      {latencies === null ? (
        <p className="empty">
          Durations are not kept for these filters. Take away all but the range, project, number, dialect and kind to
          see them.
        </p>
      ) : (
        <table className="durations">
          <thead>
            <tr>
              <th scope="col">From → to</th>
              <th scope="col">By which clock</th>
              <th scope="col" className="number">
                p50
              </th>
              <th scope="col" className="number">
                p95
              </th>
            </tr>
          </thead>
          <tbody>
            {ways.map((way) => (
              <Way key={way.measure} way={way} latencies={latencies} most={most} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

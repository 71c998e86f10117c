import type { ReactNode } from 'react';
import type { Summary } from '../api/client.ts';
import { Definition } from '../parts/definition.tsx';
import { formatCount, formatPoints, formatShare } from '../view/format.ts';
import { type Change, changeOfCount, changeOfShare, type Share } from './change.ts';

/** What tiles count. Inbound messages are left out: nobody waits for a receipt of theirs. */
interface Counts {
  readonly accepted: number;
  readonly delivered: number;
  readonly failed: number;
  readonly inTransit: number;
  readonly noReceipt: number;
  readonly unknown: number;
  readonly inbound: number;
}

function countsOf({ messages, outcomes, statuses }: Summary): Counts {
  const receiving = statuses.receiving ?? 0;
  const inbound = outcomes.received + receiving;
  return {
    accepted: messages - inbound,
    delivered: outcomes.delivered,
    failed: outcomes.failed,
    inTransit: outcomes.pending + outcomes.in_transit - receiving,
    noReceipt: outcomes.accepted_no_receipt,
    unknown: outcomes.unknown,
    inbound,
  };
}

/** Those with a final receipt. */
function finalsOf({ delivered, failed }: Counts): number {
  return delivered + failed;
}

/** The words of a change; those of a share are in points, as a percentage of a percentage would mislead. */
function changeWords(change: Change, unit: 'percent' | 'points'): string {
  switch (change.kind) {
    case 'no_base':
      return unit === 'percent' ? 'none in the period before' : 'nothing to compare with';
    case 'same':
      return 'as in the period before';
    default: {
      const by = unit === 'percent' ? formatShare(change.by, 1) : formatPoints(change.by);
      return `${by} ${change.kind === 'more' ? 'more than' : 'less than'} the period before`;
    }
  }
}

const changeSigns: Readonly<Record<Change['kind'], string>> = { more: '▲ ', less: '▼ ', same: '= ', no_base: '' };

function ChangeNote({ change, unit = 'percent' }: { change: Change | null; unit?: 'percent' | 'points' }) {
  if (change === null) return null;
  return (
    <span className="change">
      <span aria-hidden="true">{changeSigns[change.kind]}</span>
      {changeWords(change, unit)}
    </span>
  );
}

function Tile({
  term,
  name,
  value,
  detail,
  change,
  children,
}: {
  term: string;
  name: string;
  value: string;
  detail?: string;
  change?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={`tile tile-${name}`} data-tile={name}>
      <Definition term={term}>{children}</Definition>
      <strong className="tile-value">{value}</strong>
      <span className="tile-detail">{detail}</span>
      {change}
    </div>
  );
}

/** How many messages came to what, with the definition of each count. */
export function Tiles({ summary, before }: { summary: Summary; before: Summary | undefined }) {
  const now = countsOf(summary);
  // Where nothing was recorded then, every change would be the same nonsense.
  const then = before === undefined || before.messages === 0 ? undefined : countsOf(before);
  const share = (count: number) => `${formatShare(count, now.accepted)} of accepted`;
  const change = (name: keyof Counts) => (
    <ChangeNote change={then === undefined ? null : changeOfCount(now[name], then[name])} />
  );
  const changeOf = (shareOf: (counts: Counts) => Share) => (
    <ChangeNote unit="points" change={then === undefined ? null : changeOfShare(shareOf(now), shareOf(then))} />
  );
  const rate = (counts: Counts): Share => ({ part: counts.delivered, of: finalsOf(counts) });
  const coverage = (counts: Counts): Share => ({ part: finalsOf(counts), of: counts.accepted });
  const finals = finalsOf(now);
  return (
    <section aria-label="Totals" className="tiles">
      <Tile
        term="Accepted"
        name="accepted"
        value={formatCount(now.accepted)}
        detail={now.inbound > 0 ? `and ${formatCount(now.inbound)} inbound` : ''}
        change={change('accepted')}
      >
        Outbound messages that SignalWire told of at all, whatever became of them. Counted in the hour in which this
        service first saw them.
      </Tile>
      <Tile
        term="Delivered"
        name="delivered"
        value={formatCount(now.delivered)}
        detail={share(now.delivered)}
        change={change('delivered')}
      >
        A carrier’s receipt says so, or the recipient has read it. A receipt that comes late changes the past.
      </Tile>
      <Tile
        term="Failed + undelivered"
        name="failed"
        value={formatCount(now.failed)}
        detail={share(now.failed)}
        change={change('failed')}
      >
        SignalWire could not send it (failed), or the carrier did not deliver it (undelivered).
      </Tile>
      <Tile
        term="In transit"
        name="in-transit"
        value={formatCount(now.inTransit)}
        detail={share(now.inTransit)}
        change={change('inTransit')}
      >
        Queued, on the way, or sent with a receipt still to come: an SMS is waited for through its validity period of 4
        hours and one hour more.
      </Tile>
      <Tile
        term="No receipt"
        name="no-receipt"
        value={formatCount(now.noReceipt)}
        detail={share(now.noReceipt)}
        change={change('noReceipt')}
      >
        The carrier took it, and no receipt is expected (MMS never gets one) or none came in time. It may well have
        arrived.
        {now.unknown > 0 ? ` ${formatCount(now.unknown)} more have a status that no document lists.` : ''}
      </Tile>
      <Tile
        term="Delivery rate"
        name="rate"
        value={formatShare(now.delivered, finals)}
        detail={`${formatCount(now.delivered)} of ${formatCount(finals)} with a receipt`}
        change={changeOf(rate)}
      >
        Delivered, of all that got a final receipt: delivered, failed or undelivered. Read it beside the receipt
        coverage.
      </Tile>
      <Tile
        term="Receipt coverage"
        name="coverage"
        value={formatShare(finals, now.accepted)}
        detail={`${formatCount(finals)} of ${formatCount(now.accepted)} accepted`}
        change={changeOf(coverage)}
      >
        Messages with any final receipt, of all accepted. Where it is low, the delivery rate speaks of few messages.
      </Tile>
    </section>
  );
}

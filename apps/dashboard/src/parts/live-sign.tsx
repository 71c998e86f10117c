import { useEffect, useState } from 'react';
import { useLiveState } from '../live/use-live.ts';
import { formatMoment } from '../view/format.ts';

const words = {
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'Connection lost, trying again…',
  resting: 'Live once it is seen',
} as const;

/** Says whether new facts arrive. */
export function LiveSign() {
  const state = useLiveState();
  return (
    <span className={`live live-${state}`} role="status">
      <span aria-hidden="true" className="live-dot" />
      {words[state]}
    </span>
  );
}

/** Says since when what is shown may be old; over the page, so that nothing moves. */
export function LostNotice() {
  const state = useLiveState();
  const isLive = state === 'live';
  const [since, setSince] = useState<string | null>(null);
  // What came in while the page was hidden is missing as well where the stream does not come back afterwards.
  useEffect(() => setSince(isLive ? null : new Date().toISOString()), [isLive]);
  if (since === null || state !== 'lost') return null;
  return (
    <p className="lost-notice">
      Nothing has been told live since {formatMoment(since)}, so that what is shown may be old. It is tried again by
      itself, and what was missed is fetched then.
    </p>
  );
}

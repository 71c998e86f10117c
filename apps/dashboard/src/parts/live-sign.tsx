import { useLiveState } from '../live/use-live.ts';

const words = {
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'Connection lost, trying again…',
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

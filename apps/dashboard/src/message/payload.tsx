import { useState } from 'react';
import type { RecordedEvent } from '../api/client.ts';
import { ScrollRegion } from '../parts/scroll-region.tsx';
import { visibleJson } from '../view/visible-text.ts';

const masked = '••••••';

// What may tell who wrote what to whom.
const secrets: ReadonlySet<string> = new Set(['from', 'to', 'body', 'customVariables', 'extra']);

function mask(value: unknown): unknown {
  if (value === null) return null;
  if (typeof value !== 'object') return masked;
  return Object.fromEntries(Object.keys(value).map((name) => [name, masked]));
}

/** The code tells of nobody; SignalWire's words may name a number. */
function maskError(error: RecordedEvent['error']): RecordedEvent['error'] {
  return error === null || error.message === null ? error : { ...error, message: masked };
}

/** The event with the words first that matter most, and numbers, texts and variables masked unless they are asked for. */
function shownEvent({ providerStatus, status, ...rest }: RecordedEvent, everything: boolean): object {
  const event = { providerStatus, status, ...rest };
  if (everything) return event;
  const shown = Object.entries({ ...event, error: maskError(event.error) });
  return Object.fromEntries(shown.map(([name, value]) => [name, secrets.has(name) ? mask(value) : value]));
}

/** An event as it is recorded; numbers, text and variables only once they are asked for. */
export function Payload({ event }: { event: RecordedEvent }) {
  const [shown, setShown] = useState(false);
  return (
    <details className="payload">
      <summary>What was recorded</summary>
      <button type="button" className="quiet" aria-pressed={shown} onClick={() => setShown(!shown)}>
        {shown ? 'Mask numbers and texts' : 'Show numbers and texts'}
      </button>
      <ScrollRegion className="code-scroll" label="Event as recorded">
        <pre>{visibleJson(JSON.stringify(shownEvent(event, shown), null, 2))}</pre>
      </ScrollRegion>
    </details>
  );
}

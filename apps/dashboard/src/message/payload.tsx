import { useState } from 'react';
import type { RecordedEvent } from '../api/client.ts';
import { ScrollRegion } from '../parts/scroll-region.tsx';

const masked = '••••••';

/** What may tell who wrote what to whom. */
function withoutSecrets({ from, to, body, customVariables, extra, ...rest }: RecordedEvent): object {
  const hide = (values: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.keys(values).map((name) => [name, masked]));
  return {
    ...rest,
    from: masked,
    to: masked,
    body: body === null ? null : masked,
    customVariables: hide(customVariables),
    extra: hide(extra),
  };
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
        <pre>{JSON.stringify(shown ? event : withoutSecrets(event), null, 2)}</pre>
      </ScrollRegion>
    </details>
  );
}

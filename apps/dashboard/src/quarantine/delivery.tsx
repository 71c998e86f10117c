import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { addressable, fetchQuarantined, type QuarantinePage } from '../api/client.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { ScrollRegion } from '../parts/scroll-region.tsx';
import { useKeptFocus } from '../parts/use-kept-focus.ts';
import { formatBytes, formatCount, formatPrecise } from '../view/format.ts';
import { visibleText } from '../view/visible-text.ts';
import { reasonWord, signatureWords } from '../view/words.ts';
import type { Attempt } from './attempt.ts';
import { payloadText } from './payload-text.ts';

/** A delivery as the list has it: without its body. */
export type ListedDelivery = QuarantinePage['items'][number];

function RawPayload({ id, bytes }: { id: string; bytes: number }) {
  const [shown, setShown] = useState(false);
  const query = useQuery({
    queryKey: ['quarantined', id],
    queryFn: ({ signal }) => fetchQuarantined(id, signal),
    enabled: shown,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const payload = shown && query.data !== undefined ? payloadText(query.data.rawBody) : null;
  return (
    <div className="payload">
      <button type="button" className="quiet" aria-pressed={shown} onClick={() => setShown(!shown)}>
        {shown ? 'Hide the payload' : 'Show the payload'}
      </button>{' '}
      {payload === null ? (
        <span className="empty">
          {query.isError
            ? query.error.message
            : `•••••• ${formatBytes(bytes)}, as it came; numbers and texts may be in it`}
        </span>
      ) : (
        <>
          <CopyButton text={payload.text} />
          {payload.isText ? null : <p className="note">It is no UTF-8, so that it is shown in base64.</p>}
          <ScrollRegion className="code-scroll" label="Payload as it came">
            <pre className="raw">{payload.text === '' ? '(empty)' : payload.text}</pre>
          </ScrollRegion>
        </>
      )}
    </div>
  );
}

function Outcome({ attempt }: { attempt: Attempt }) {
  if ('failed' in attempt) return <p className="failed-words">{attempt.failed}</p>;
  const { result } = attempt;
  if (result.state === 'discarded') return <p>Thrown away.</p>;
  if (result.state === 'held') return <p>Still cannot be read: {visibleText(result.message)} It stays here.</p>;
  return (
    <p className="done">
      Read and recorded:{' '}
      <Link to="/messages/$projectId/$messageId" params={addressable(result)}>
        {visibleText(result.messageId)}
      </Link>
    </p>
  );
}

/** What can be done with a delivery that is held. What cannot be taken back is asked for twice. */
function Choices({ busy, onRetry, onDiscard }: { busy: boolean; onRetry: () => void; onDiscard: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <div className="choices">
      <button type="button" className="quiet" disabled={busy} onClick={onRetry}>
        Try again
      </button>
      <button type="button" className="quiet" aria-expanded={asking} disabled={busy} onClick={() => setAsking(!asking)}>
        Throw away…
      </button>
      {asking ? (
        <p>
          It will never be read again, and goes for good with its payload once it is old.{' '}
          <button type="button" className="quiet" disabled={busy} onClick={onDiscard}>
            Yes, throw it away
          </button>
        </p>
      ) : null}
    </div>
  );
}

/** One delivery in quarantine. */
export function Delivery({
  delivery,
  attempt,
  busy,
  onRetry,
  onDiscard,
}: {
  delivery: ListedDelivery;
  attempt: Attempt | undefined;
  busy: boolean;
  onRetry: () => void;
  onDiscard: () => void;
}) {
  const { state, reason, message, receivedAt, lastReceivedAt, deliveries, contentType, bytes, details } = delivery;
  const isSettled = attempt !== undefined && 'result' in attempt && attempt.result.state !== 'held';
  const whole = useRef<HTMLLIElement>(null);
  useKeptFocus(whole, busy);
  return (
    <li ref={whole} tabIndex={-1} className="panel delivery" data-delivery={delivery.id}>
      <div className="delivery-head">
        <h2>{reasonWord(reason)}</h2>
        {state === 'held' ? null : (
          <span className="turn">
            {state} {delivery.resolvedAt === null ? '' : formatPrecise(delivery.resolvedAt)}
          </span>
        )}
        {state === 'held' && !isSettled ? <Choices busy={busy} onRetry={onRetry} onDiscard={onDiscard} /> : null}
      </div>
      <p className="reason-words">{visibleText(message)}</p>
      <dl className="facts">
        <div>
          <dt>Came</dt>
          <dd>{formatPrecise(receivedAt)}</dd>
        </div>
        <div>
          <dt>How often</dt>
          <dd>
            {deliveries === 1 ? 'once' : `${formatCount(deliveries)} times, last ${formatPrecise(lastReceivedAt)}`}
          </dd>
        </div>
        <div>
          <dt>Content type</dt>
          <dd>{contentType === '' ? 'none' : visibleText(contentType)}</dd>
        </div>
        <div>
          <dt>Signature</dt>
          <dd>{signatureWords(details)}</dd>
        </div>
      </dl>
      <RawPayload id={delivery.id} bytes={bytes} />
      <div role="status">{attempt === undefined ? null : <Outcome attempt={attempt} />}</div>
    </li>
  );
}

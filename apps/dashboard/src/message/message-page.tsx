import { explainErrorCode } from '@statuswire/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ApiError, fetchMessage, type Message } from '../api/client.ts';
import { useLiveNews } from '../live/use-live.ts';
import { useThrottled } from '../live/use-throttled.ts';
import { Notice } from '../parts/notice.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { formatPrecise } from '../view/format.ts';
import { visibleText } from '../view/visible-text.ts';
import { outcomeWords, turns } from '../view/words.ts';
import { Actions } from './actions.tsx';
import { Timeline } from './timeline.tsx';

const route = getRouteApi('/messages/$projectId/$messageId');

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function ErrorExplained({ message: { error, outcome } }: { message: Message }) {
  if (error === null) return null;
  const explanation = error.code === null ? null : explainErrorCode(error.code);
  return (
    <section className="panel error-explained" aria-labelledby="error">
      <h2 id="error">{error.code === null ? 'Failed without an error code' : `Error ${visibleText(error.code)}`}</h2>
      {explanation === null ? null : (
        <p>
          {explanation.meaning}{' '}
          {outcome === 'failed' ? (
            <>
              Whose turn it is: <strong>{turns[explanation.class]}.</strong>
            </>
          ) : null}
        </p>
      )}
      {outcome === 'failed' ? null : (
        <p>
          <strong>It does not stand:</strong> what else was told of this message outweighs it.
        </p>
      )}
      {error.message === null ? null : <p className="note">SignalWire’s words: {visibleText(error.message)}</p>}
    </section>
  );
}

function Text({ body }: { body: string | null }) {
  const [shown, setShown] = useState(false);
  if (body === null) return <>not told</>;
  return (
    <>
      {shown ? <span className="text">{body === '' ? '(empty)' : body}</span> : <span>••••••</span>}{' '}
      <button type="button" className="link" aria-pressed={shown} onClick={() => setShown(!shown)}>
        {shown ? 'Hide text' : 'Show text'}
      </button>
    </>
  );
}

/** One message: what became of it, why, and every fact that was told. */
export function MessagePage() {
  const identity = route.useParams();
  const view = route.useSearch();
  const client = useQueryClient();
  const queryKey = ['message', identity.projectId, identity.messageId];
  const query = useQuery({ queryKey, queryFn: ({ signal }) => fetchMessage(identity, signal) });
  const refresh = useThrottled(() => client.invalidateQueries({ queryKey }), 300);
  useLiveNews((news) => {
    if (news.kind === 'anything') return refresh();
    const { projectId, messageId } = news.fact;
    if (projectId === identity.projectId && messageId === identity.messageId) refresh();
  });

  const back = (
    <Link to="/" search={view} className="back">
      ← All messages
    </Link>
  );
  if (query.data === undefined) {
    if (query.isPending) return <Notice title="Loading the message…" />;
    const unknown = query.error instanceof ApiError && query.error.status === 404;
    return (
      <>
        {back}
        <Notice alert title={unknown ? 'Nothing is recorded of this message.' : 'The message could not be loaded.'}>
          {unknown ? 'It appears here with its first callback.' : query.error?.message}{' '}
          <button type="button" className="link" onClick={() => void query.refetch()}>
            Try again
          </button>
        </Notice>
      </>
    );
  }
  const { message, timeline } = query.data;
  return (
    <>
      {back}
      <h1 className="message-id">{visibleText(message.messageId)}</h1>
      {query.isError ? (
        <Notice alert title="This is old: the service does not answer.">
          <button type="button" className="link" onClick={() => void query.refetch()}>
            Try again
          </button>
        </Notice>
      ) : null}
      {message.conflicted ? (
        <Notice title="Endings contradict each other.">
          Both stand in the timeline. What SignalWire’s REST API says settles it.
        </Notice>
      ) : null}
      <section className="panel" aria-label="State">
        <dl className="facts">
          <Fact term="Status">
            <StatusBadge status={message.status} word={message.providerStatus} />
          </Fact>
          <Fact term="Outcome">{outcomeWords[message.outcome]}</Fact>
          <Fact term="From">{visibleText(message.from) || 'not told'}</Fact>
          <Fact term="To">{visibleText(message.to) || 'not told'}</Fact>
          <Fact term="Kind">
            {message.kind.toUpperCase()}
            {message.segments === null
              ? ''
              : `, ${message.segments} ${message.segments === 1 ? 'segment' : 'segments'}`}
            {message.media === null || message.media === 0 ? '' : `, ${message.media} media`}
          </Fact>
          <Fact term="Dialect">{message.dialect}</Fact>
          <Fact term="Project">{visibleText(message.projectId)}</Fact>
          <Fact term="First seen">{formatPrecise(message.firstSeenAt)}</Fact>
          <Fact term="Last seen">{formatPrecise(message.lastSeenAt)}</Fact>
          <Fact term="Text">
            <Text body={message.body} />
          </Fact>
        </dl>
      </section>
      <Actions identity={identity} />
      <ErrorExplained message={message} />
      <section className="panel" aria-labelledby="timeline">
        <h2 id="timeline">Timeline</h2>
        <p className="note">
          In the order of SignalWire’s clock where it tells a time, else of ours. {timeline.length}{' '}
          {timeline.length === 1 ? 'fact' : 'facts'}.
        </p>
        <Timeline timeline={timeline} />
      </section>
    </>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type CheckResult, checkMessage, type MessageIdentity } from '../api/client.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { formatDuration } from '../view/format.ts';
import { visibleText } from '../view/visible-text.ts';
import { curlHere, curlSignalWire } from './curl.ts';

function failureWords(failure: Extract<CheckResult, { kind: 'failed' }>['failure']): string {
  switch (failure.kind) {
    case 'not_found':
      return 'it does not know this message.';
    case 'unauthorized':
      return `it refuses the credentials (${failure.status}). Look at project id and API token.`;
    case 'throttled':
      return `it asks to wait ${formatDuration(failure.retryAfterMs)}. Try again then.`;
    case 'unavailable':
      return `it does not answer (${failure.status ?? failure.code ?? failure.reason.replaceAll('_', ' ')}). Try again later.`;
    case 'refused':
      return `it answers ${failure.status}.`;
    case 'malformed':
      return `its answer could not be read: ${visibleText(failure.problem.message)}`;
    case 'aborted':
      return 'the service was being stopped.';
  }
}

/** What asking came to, in words. */
function checkWords(result: CheckResult): string {
  switch (result.kind) {
    case 'checked': {
      const providerStatus = visibleText(result.message.providerStatus);
      if (!result.moved) return `SignalWire says ${providerStatus}, which was known.`;
      const why = result.healed ? ' No callback ever told it.' : '';
      return `SignalWire says ${providerStatus}: recorded.${why}`;
    }
    case 'gone':
      return 'SignalWire does not know this message, or no longer does.';
    case 'no_client':
      return 'SignalWire was not asked: there are no credentials for the project of this message.';
    case 'failed':
      return `SignalWire could not tell: ${failureWords(result.failure)}`;
  }
}

/** What can be done about a message: ask SignalWire now, and ask by hand. */
export function Actions({ identity }: { identity: MessageIdentity }) {
  const client = useQueryClient();
  const [shown, setShown] = useState(false);
  const check = useMutation({
    mutationFn: () => checkMessage(identity),
    networkMode: 'always',
    onSuccess: () => client.invalidateQueries({ queryKey: ['message', identity.projectId, identity.messageId] }),
  });
  const commands = [
    ['from this service', curlHere(identity, window.location.origin)],
    ['from SignalWire', curlSignalWire(identity)],
  ] as const;
  return (
    <section className="actions" aria-label="What can be done">
      <button type="button" className="action" disabled={check.isPending} onClick={() => check.mutate()}>
        {check.isPending ? 'Asking SignalWire…' : 'Check now with SignalWire'}
      </button>
      <button type="button" className="quiet" aria-expanded={shown} onClick={() => setShown(!shown)}>
        Copy as curl
      </button>
      <p role="status" className={check.isError ? 'action-words failed-words' : 'action-words'}>
        {check.isSuccess ? checkWords(check.data) : null}
        {check.isError ? check.error.message : null}
      </p>
      {shown
        ? commands.map(([where, command]) => (
            <div key={where} className="command">
              <CopyButton text={command}>{`Copy: ${where}`}</CopyButton>
              <code>{command}</code>
            </div>
          ))
        : null}
    </section>
  );
}

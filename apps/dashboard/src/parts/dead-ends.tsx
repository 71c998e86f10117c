import type { ErrorComponentProps } from '@tanstack/react-router';
import { visibleText } from '../view/visible-text.ts';
import { Notice } from './notice.tsx';

// Whole loads, not the router's links: who is on the first page already, or was sent half of a page, needs another start.
const wayHome = <a href="/">All messages</a>;

/** Where an address leads nowhere. */
export function UnknownPage() {
  return (
    <Notice title="There is no such page">
      The address may have been mistyped or cut off. From {wayHome} you can reach every other page.
    </Notice>
  );
}

/** Where a page failed. */
export function BrokenPage({ error }: ErrorComponentProps) {
  return (
    <Notice alert title="This page could not be shown">
      {error instanceof Error ? visibleText(error.message) : 'It failed without a reason.'}{' '}
      <button type="button" className="link" onClick={() => window.location.reload()}>
        Load it again
      </button>{' '}
      Where that does not help, begin at {wayHome}: nothing that was recorded is lost.
    </Notice>
  );
}

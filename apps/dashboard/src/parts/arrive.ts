import { visibleText } from '../view/visible-text.ts';

/** Where somebody went, as the router tells it once the page is drawn. */
export interface Arrival {
  readonly fromLocation?: unknown;
  readonly toLocation: { readonly pathname: string };
  readonly pathChanged: boolean;
}

function titleOf(pathname: string): string {
  const [, page = '', , messageId] = pathname.split('/');
  // In upper or lower case, as the router reads it.
  const name = page.toLowerCase();
  if (name === '') return 'StatusWire';
  if (name === 'quarantine') return 'Quarantine - StatusWire';
  if (name === 'messages' && messageId !== undefined) return `${visibleText(decoded(messageId))} - StatusWire`;
  return 'No such page - StatusWire';
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Names the page that was gone to, and goes there with the focus: what was pressed has gone with the page before. */
export function arrive({ fromLocation, toLocation, pathChanged }: Arrival): void {
  document.title = titleOf(toLocation.pathname);
  if (fromLocation !== undefined && pathChanged) document.getElementById('content')?.focus({ preventScroll: true });
}

import { visibleText } from '../view/visible-text.ts';

/** Where somebody went, as the router tells it once the page is drawn. */
export interface Arrival {
  readonly fromLocation?: unknown;
  readonly toLocation: { readonly pathname: string };
  readonly pathChanged: boolean;
}

function titleOf(pathname: string): string {
  const path = decoded(pathname.split('/'));
  // What cannot be decoded leads nowhere.
  if (path === null) return 'No such page - StatusWire';
  const [, page = '', , messageId] = path;
  // In upper or lower case, as the router reads it.
  const name = page.toLowerCase();
  if (name === '') return 'StatusWire';
  if (name === 'quarantine') return 'Quarantine - StatusWire';
  if (name === 'messages' && messageId !== undefined) return `${visibleText(messageId)} - StatusWire`;
  return 'No such page - StatusWire';
}

function decoded(segments: readonly string[]): readonly string[] | null {
  try {
    return segments.map(decodeURIComponent);
  } catch {
    return null;
  }
}

/** Names the page that was gone to, and goes there with the focus: what was pressed has gone with the page before. */
export function arrive({ fromLocation, toLocation, pathChanged }: Arrival): void {
  document.title = titleOf(toLocation.pathname);
  if (fromLocation !== undefined && pathChanged) document.getElementById('content')?.focus({ preventScroll: true });
}

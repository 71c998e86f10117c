import type { Message } from '../api/client.ts';
import { visibleText } from '../view/visible-text.ts';
import { statusSigns } from '../view/words.ts';

/** A status: its colour, a sign for those who cannot tell colours apart, and the word, which may be SignalWire's own. */
export function StatusBadge({ status, word = status }: { status: Message['status']; word?: string }) {
  return (
    <span className="badge">
      <span aria-hidden="true" className={`badge-sign status-${status}`}>
        {statusSigns[status]}
      </span>
      {visibleText(word)}
    </span>
  );
}

import { type StatusEvent, StatusWireError } from '@statuswire/contracts';
import { recordOf } from './event-record.ts';
import { evidenceOf, joinEvidence, type MessageEvidence } from './evidence.ts';
import { type MessageState, stateOf } from './message-state.ts';

/**
 * What a set of events says of their message. Order and repetition do not matter. Throws `STATUSWIRE_INVALID_OPTIONS`
 * without any event, or where they are not all of one message. Source: docs/ledger.md.
 */
export function joinEvents(events: Iterable<StatusEvent>): MessageState {
  const keys = new Set<string>();
  let evidence: MessageEvidence | null = null;
  for (const event of events) {
    const point = evidenceOf(recordOf(event));
    if (evidence !== null && (evidence.projectId !== point.projectId || evidence.messageId !== point.messageId)) {
      throw new StatusWireError(
        'STATUSWIRE_INVALID_OPTIONS',
        'joinEvents takes the events of one message; these are of several. Group them by projectId and messageId first.',
      );
    }
    evidence = evidence === null ? point : joinEvidence(evidence, point);
    keys.add(event.key);
  }
  if (evidence === null) {
    throw new StatusWireError(
      'STATUSWIRE_INVALID_OPTIONS',
      'joinEvents needs at least one event: no events, no message.',
    );
  }
  return stateOf(evidence, keys.size);
}

import type { ReactNode } from 'react';
import type { RecordedEvent } from '../api/client.ts';
import { Definition } from '../parts/definition.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { formatDuration, formatPrecise } from '../view/format.ts';
import { visibleText } from '../view/visible-text.ts';
import { signatureWords } from '../view/words.ts';
import { Payload } from './payload.tsx';
import { replayedAt, type Teller, tellerOf, timelineMarks } from './timeline-marks.ts';

const tellerWords: Readonly<Record<Teller, string>> = {
  callback: 'by callback',
  rest: 'by REST',
  replay: 'by replay',
  'replay and callback': 'by replay and callback',
};

/** A gap is told of from this length on, in milliseconds. */
const gapMs = 60_000;

function Mark({ children }: { children: ReactNode }) {
  return <li className="mark">{children}</li>;
}

function verdictOf({ provenance, source }: RecordedEvent): string {
  // An answer to a question of ours needs no signature.
  if (source === 'rest') return 'none: we asked';
  return provenance === null ? 'not kept' : signatureWords(provenance.details);
}

/** A delivery that came out of quarantine by "try again". */
function Replay({ event }: { event: RecordedEvent }) {
  const at = replayedAt(event);
  if (at === null) return null;
  return (
    <Mark>
      <Definition term="Replay" asks="what it means">
        This delivery was signed, but could not be read when it came, and was kept in quarantine. “Try again” read it
        later. By our clock it counts as come when it came.
      </Definition>
      : read from quarantine {formatPrecise(at)},{' '}
      {formatDuration(Math.max(0, Date.parse(at) - Date.parse(event.receivedAt)))} after it came
    </Mark>
  );
}

/** Every fact of a message, in the order in which they happened as far as anybody told. */
export function Timeline({ timeline }: { timeline: readonly RecordedEvent[] }) {
  const marks = timelineMarks(timeline);
  return (
    <ol className="timeline">
      {timeline.map((event, index) => {
        const mark = marks[index];
        const last = timeline[index - 1];
        const sincePrevious =
          last === undefined
            ? 0
            : Date.parse(event.occurredAt ?? event.receivedAt) - Date.parse(last.occurredAt ?? last.receivedAt);
        return (
          <li key={event.key} data-status={event.status}>
            {sincePrevious >= gapMs ? <p className="gap">{formatDuration(sincePrevious)} without news</p> : null}
            <div className="fact">
              <div className="fact-head">
                <StatusBadge status={event.status} word={event.providerStatus} />
                <span className="source">{tellerWords[tellerOf(event)]}</span>
                {event.error?.code == null ? null : <span className="code">{visibleText(event.error.code)}</span>}
              </div>
              <dl className="clocks">
                <div>
                  <dt>SignalWire’s clock</dt>
                  <dd>{event.occurredAt === null ? 'not told' : formatPrecise(event.occurredAt)}</dd>
                </div>
                <div>
                  <dt>Our clock</dt>
                  <dd>{formatPrecise(event.receivedAt)}</dd>
                </div>
                <div>
                  <dt>Signature</dt>
                  <dd>{verdictOf(event)}</dd>
                </div>
              </dl>
              {mark === undefined ? null : (
                <ul className="marks">
                  <Replay event={event} />
                  {mark.outOfOrder ? <Mark>out of order: the message was further along already</Mark> : null}
                  {mark.lateMs === null ? null : (
                    <Mark>late: {formatDuration(mark.lateMs)} behind SignalWire’s clock</Mark>
                  )}
                  {mark.repeats === 0 ? null : (
                    <Mark>
                      repeated: delivered {mark.repeats + 1} times, last {formatPrecise(event.lastReceivedAt)}
                    </Mark>
                  )}
                  {mark.contradictory ? <Mark>contradictory: another ending was told, too</Mark> : null}
                </ul>
              )}
              <Payload event={event} />
            </div>
          </li>
        );
      })}
    </ol>
  );
}

import { useRef } from 'react';
import { useKeptFocus } from '../parts/use-kept-focus.ts';
import { ownRangeText } from './format.ts';
import { filterNames, type View, type ViewChange } from './view.ts';
import { visibleText } from './visible-text.ts';
import { filterWords, outcomeWords } from './words.ts';

function valueText(view: View, name: (typeof filterNames)[number]): string {
  if (name === 'outcome' && view.outcome !== undefined) return outcomeWords[view.outcome];
  return view[name] === '' ? 'none' : view[name] === 'true' ? 'yes' : (view[name] ?? '');
}

function Chip({ text, onRemove }: { text: string; onRemove: () => void }) {
  return (
    <li>
      <button type="button" className="chip" onClick={onRemove}>
        {visibleText(text)} <span aria-hidden="true">×</span>
        <span className="unseen"> (remove)</span>
      </button>
    </li>
  );
}

/** What narrows the page, each to be taken away with a click. */
export function ActiveFilters({ view, onChange }: { view: View; onChange: (change: ViewChange) => void }) {
  const active = filterNames.filter((name) => view[name] !== undefined);
  const ownRange = view.since !== undefined || view.until !== undefined;
  const whole = useRef<HTMLDivElement>(null);
  useKeptFocus(whole, view);
  return (
    <div ref={whole} tabIndex={-1}>
      {active.length === 0 && !ownRange ? (
        <p className="note chips">No filter: all messages of the range.</p>
      ) : (
        <ul className="chips" aria-label="Filters in force">
          {ownRange ? (
            <Chip
              text={`Time: ${ownRangeText(view)}`}
              onRemove={() => onChange({ since: undefined, until: undefined })}
            />
          ) : null}
          {active.map((name) => (
            <Chip
              key={name}
              text={`${filterWords[name]}: ${valueText(view, name)}`}
              onRemove={() => onChange({ [name]: undefined })}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { timeZone } from './format.ts';
import { type CheckedRange, checkedRange, type RangeFields, toLocalField } from './local-time.ts';
import type { View, ViewChange } from './view.ts';

const labels = { from: 'From', until: 'Until' } as const satisfies Readonly<Record<keyof RangeFields, string>>;

function fieldsOf(since: string | undefined, until: string | undefined): RangeFields {
  return {
    from: since === undefined ? '' : toLocalField(since),
    until: until === undefined ? '' : toLocalField(until),
  };
}

/** A range by its ends, for those who do not drag it on the chart. Shown once it is asked for: half a time is none. */
export function TimeRange({ view, onChange }: { view: View; onChange: (change: ViewChange) => void }) {
  const id = useId();
  const { since, until } = view;
  const [fields, setFields] = useState(() => fieldsOf(since, until));
  const [fault, setFault] = useState<Extract<CheckedRange, { ok: false }> | null>(null);
  const inputs = useRef<Partial<Record<keyof RangeFields, HTMLInputElement | null>>>({});
  // Back changes it from outside, and so does the chart.
  useEffect(() => {
    setFields(fieldsOf(since, until));
    setFault(null);
  }, [since, until]);

  function submit(event: FormEvent): void {
    event.preventDefault();
    // What is written in part has no value, and must not pass for what was left open.
    const written = (name: keyof RangeFields) => (inputs.current[name]?.validity.badInput ? 'in part' : fields[name]);
    const checked = checkedRange({ from: written('from'), until: written('until') });
    if (!checked.ok) {
      setFault(checked);
      inputs.current[checked.at]?.focus();
      return;
    }
    setFault(null);
    setFields(fieldsOf(checked.since, checked.until));
    onChange({ since: checked.since, until: checked.until, range: undefined });
  }

  return (
    <form className="time-range" noValidate onSubmit={submit} aria-label="Time">
      {(['from', 'until'] as const).map((name) => (
        <div key={name} className="field">
          <label htmlFor={`${id}-${name}`}>{labels[name]}</label>
          <input
            ref={(input) => {
              inputs.current[name] = input;
            }}
            id={`${id}-${name}`}
            type="datetime-local"
            value={fields[name]}
            max="9999-12-31T23:59"
            aria-invalid={fault?.at === name}
            aria-describedby={`${id}-note`}
            onChange={({ target }) => setFields({ ...fields, [name]: target.value })}
          />
        </div>
      ))}
      <button type="submit" className="quiet">
        Show this time
      </button>
      <p id={`${id}-note`} className="note time-note">
        {fault === null ? null : (
          <strong role="alert" className="fault">
            {fault.problem}{' '}
          </strong>
        )}
        Times in {timeZone}, by when a message was first seen, widened to whole hours. An empty end is open.
      </p>
    </form>
  );
}

import { type ReactNode, useEffect, useId, useState } from 'react';
import type { Summary } from '../api/client.ts';
import { formatHour } from './format.ts';
import { filterNames, type Order, outcomes, type Range, ranges, statuses, type View } from './view.ts';
import { visibleText } from './visible-text.ts';
import { filterWords, outcomeWords } from './words.ts';

const rangeWords: Readonly<Record<Range, string>> = {
  '1h': 'Last hour',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  all: 'All there is',
};

/** A part of the view that is replaced; `undefined` takes it away. */
export type ViewChange = { readonly [Name in keyof View]?: View[Name] | undefined };

function Choice({
  label,
  value,
  onChange,
  children,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => onChange(target.value)}>
        {children}
      </select>
    </div>
  );
}

// No number, project or word of ours is this.
const any = '\u0000';

function FilterChoice<
  Name extends 'outcome' | 'status' | 'kind' | 'dialect' | 'source' | 'projectId' | 'number' | 'prefix',
>({
  name,
  view,
  values,
  onChange,
  wordOf = (value) => value,
}: {
  name: Name;
  view: View;
  values: readonly string[];
  onChange: (change: ViewChange) => void;
  wordOf?: (value: string) => string;
}) {
  const value = view[name];
  const offered = value === undefined || values.includes(value) ? values : [value, ...values];
  return (
    <Choice
      label={filterWords[name]}
      value={value ?? any}
      onChange={(chosen) => onChange({ [name]: chosen === any ? undefined : chosen })}
    >
      <option value={any}>All</option>
      {offered.map((each) => (
        <option key={each} value={each}>
          {visibleText(wordOf(each))}
        </option>
      ))}
    </Choice>
  );
}

function SearchField({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const id = useId();
  const [typed, setTyped] = useState(value);
  // Back changes it from outside.
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = window.setTimeout(() => onSearch(typed), 300);
    return () => window.clearTimeout(timer);
  });
  return (
    <div className="field field-search">
      <label htmlFor={id}>Search</label>
      <input
        id={id}
        type="search"
        value={typed}
        maxLength={255}
        placeholder="Number, message id or custom variable"
        onChange={({ target }) => setTyped(target.value)}
      />
    </div>
  );
}

/** Chooses the range and the messages; all of it stands in the address. */
export function FilterBar({
  view,
  summary,
  onChange,
}: {
  view: View;
  summary: Summary | undefined;
  onChange: (change: ViewChange, options?: { readonly replace: boolean }) => void;
}) {
  const own = view.since !== undefined || view.until !== undefined;
  const valuesOf = (by: keyof Summary['by']) => summary?.by[by].map(({ value }) => value) ?? [];
  const active = filterNames.filter((name) => view[name] !== undefined);
  const shared = { view, onChange };
  return (
    <section aria-label="What is shown" className="filters">
      <div className="filters-first">
        <Choice
          label="Range"
          value={own ? 'own' : (view.range ?? '24h')}
          onChange={(range) => onChange({ range: range as Range, since: undefined, until: undefined })}
        >
          {own ? <option value="own">{ownRange(view)}</option> : null}
          {(Object.keys(ranges) as Range[]).map((range) => (
            <option key={range} value={range}>
              {rangeWords[range]}
            </option>
          ))}
        </Choice>
        <Choice
          label="Order of the list"
          value={view.order ?? 'newest'}
          onChange={(order) => onChange({ order: order === 'newest' ? undefined : (order as Order) })}
        >
          <option value="newest">Newest first</option>
          <option value="oldest">Oldest first</option>
          <option value="changed">Last changed first</option>
        </Choice>
        <SearchField
          value={view.search ?? ''}
          onSearch={(text) => onChange({ search: text === '' ? undefined : text }, { replace: true })}
        />
      </div>
      <details className="filters-more">
        <summary>Filters</summary>
        <div className="filters-grid">
          <FilterChoice
            {...shared}
            name="outcome"
            values={outcomes}
            wordOf={(outcome) => outcomeWords[outcome as keyof typeof outcomeWords]}
          />
          <FilterChoice {...shared} name="status" values={statuses} />
          <FilterChoice {...shared} name="projectId" values={valuesOf('projectId')} />
          <FilterChoice {...shared} name="number" values={valuesOf('number')} wordOf={(value) => value || '(none)'} />
          <FilterChoice {...shared} name="prefix" values={valuesOf('prefix')} wordOf={(value) => value || '(none)'} />
          <FilterChoice {...shared} name="kind" values={['sms', 'mms']} wordOf={(kind) => kind.toUpperCase()} />
          <FilterChoice {...shared} name="dialect" values={['compatibility', 'platform']} />
          <FilterChoice {...shared} name="source" values={['callback', 'rest']} />
          {(['conflicted', 'healed'] as const).map((name) => (
            <label key={name} className="check">
              <input
                type="checkbox"
                checked={view[name] === 'true'}
                onChange={({ target }) => onChange({ [name]: target.checked ? 'true' : undefined })}
              />
              {filterWords[name]}
            </label>
          ))}
        </div>
      </details>
      {active.length === 0 ? (
        <p className="note chips">No filter: all messages of the range.</p>
      ) : (
        <ul className="chips" aria-label="Filters in force">
          {active.map((name) => (
            <li key={name}>
              <button type="button" className="chip" onClick={() => onChange({ [name]: undefined })}>
                {filterWords[name]}: {visibleText(chipText(view, name))} <span aria-hidden="true">×</span>
                <span className="unseen"> (remove)</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function chipText(view: View, name: (typeof filterNames)[number]): string {
  if (name === 'outcome' && view.outcome !== undefined) return outcomeWords[view.outcome];
  return view[name] === '' ? 'none' : view[name] === 'true' ? 'yes' : (view[name] ?? '');
}

function ownRange({ since, until }: View): string {
  return `${since === undefined ? '…' : formatHour(since)} – ${until === undefined ? 'now' : formatHour(until)}`;
}

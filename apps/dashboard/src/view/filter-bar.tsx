import type { Summary } from '../api/client.ts';
import { ActiveFilters } from './active-filters.tsx';
import { Choice, FilterChoice } from './choice.tsx';
import { ErrorCodeChoice } from './error-code-choice.tsx';
import { ownRangeText } from './format.ts';
import { SearchField } from './search-field.tsx';
import { TimeRange } from './time-range.tsx';
import { type Order, outcomes, type Range, ranges, statuses, usualRange, type View, type ViewChange } from './view.ts';
import { filterWords, outcomeWords } from './words.ts';

const rangeWords: Readonly<Record<Range, string>> = {
  '1h': 'Last hour',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  all: 'All there is',
};

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
  const shared = { view, onChange };
  return (
    <section aria-label="What is shown" className="filters">
      <div className="filters-first">
        <Choice
          label="Range"
          value={own ? 'own' : (view.range ?? usualRange)}
          onChange={(range) => {
            const chosen = range === usualRange ? undefined : (range as Range);
            onChange({ range: chosen, since: undefined, until: undefined });
          }}
        >
          {own ? <option value="own">{ownRangeText(view)}</option> : null}
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
        <TimeRange {...shared} />
        <div className="filters-grid">
          <FilterChoice
            {...shared}
            name="outcome"
            values={outcomes}
            wordOf={(outcome) => outcomeWords[outcome as keyof typeof outcomeWords]}
          />
          <FilterChoice {...shared} name="status" values={statuses} />
          <ErrorCodeChoice {...shared} summary={summary} />
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
      <ActiveFilters {...shared} />
    </section>
  );
}

import { type ReactNode, useId } from 'react';
import type { View, ViewChange } from './view.ts';
import { visibleText } from './visible-text.ts';
import { filterWords } from './words.ts';

/** One of several, with its label. */
export function Choice({
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

/** Values of a filter that are offered under a heading of their own. */
export interface ChoiceGroup {
  readonly heading: string;
  readonly values: readonly string[];
}

/** A filter that takes one of several values, or none. */
export function FilterChoice<
  Name extends 'outcome' | 'status' | 'errorCode' | 'kind' | 'dialect' | 'source' | 'projectId' | 'number' | 'prefix',
>({
  name,
  view,
  values,
  more,
  onChange,
  wordOf = (value) => value,
}: {
  name: Name;
  view: View;
  values: readonly string[];
  /** Values that are less likely wanted. */
  more?: ChoiceGroup;
  onChange: (change: ViewChange) => void;
  wordOf?: (value: string) => string;
}) {
  const value = view[name];
  const isOffered = value === undefined || values.includes(value) || more?.values.includes(value);
  const offered = isOffered ? values : [value, ...values];
  const options = (each: string) => (
    <option key={each} value={each}>
      {visibleText(wordOf(each))}
    </option>
  );
  return (
    <Choice
      label={filterWords[name]}
      value={value ?? any}
      onChange={(chosen) => onChange({ [name]: chosen === any ? undefined : chosen })}
    >
      <option value={any}>All</option>
      {offered.map(options)}
      {more === undefined ? null : <optgroup label={more.heading}>{more.values.map(options)}</optgroup>}
    </Choice>
  );
}

import { useEffect, useId, useState } from 'react';

/** What is searched for; told once nothing was typed for a moment. */
export function SearchField({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
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

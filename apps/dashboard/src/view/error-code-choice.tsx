import { explainErrorCode, knownErrorCodes } from '@statuswire/contracts';
import type { Summary } from '../api/client.ts';
import { FilterChoice } from './choice.tsx';
import type { View, ViewChange } from './view.ts';

/** A longer one would make the list wider than a phone. */
const mostMeaning = 48;

function wordOf(code: string): string {
  if (code === '') return '(none told)';
  const explanation = explainErrorCode(code);
  if (!explanation.known) return code;
  const { meaning } = explanation;
  return `${code} ${meaning.length <= mostMeaning ? meaning : `${meaning.slice(0, mostMeaning - 1).trimEnd()}…`}`;
}

/** Filters by error code: those of the range first, then all that have a known meaning. */
export function ErrorCodeChoice({
  view,
  summary,
  onChange,
}: {
  view: View;
  summary: Summary | undefined;
  onChange: (change: ViewChange) => void;
}) {
  const here = summary?.errors.map(({ code }) => code) ?? [];
  const others = ['', ...knownErrorCodes].filter((code) => !here.includes(code));
  return (
    <FilterChoice
      name="errorCode"
      view={view}
      values={here}
      more={{ heading: 'Not in this range', values: others }}
      onChange={onChange}
      wordOf={wordOf}
    />
  );
}

import type { Summary } from '../api/client.ts';
import { ScrollRegion } from '../parts/scroll-region.tsx';
import { formatCount, formatShare } from '../view/format.ts';
import { type Dimension, dimensions, type View } from '../view/view.ts';
import { visibleText } from '../view/visible-text.ts';
import { dimensionWords } from '../view/words.ts';

/** More rows than this nobody reads; the filters offer them all. */
const mostRows = 100;

function wordOf(dimension: Dimension, value: string): string {
  if (value === '') return dimension === 'prefix' ? 'no country code' : 'none';
  return dimension === 'kind' ? value.toUpperCase() : visibleText(value);
}

function Row({
  share,
  dimension,
  most,
  chosen,
  onChoose,
}: {
  share: Summary['by'][Dimension][number];
  dimension: Dimension;
  most: number;
  chosen: boolean;
  onChoose: (value: string | undefined) => void;
}) {
  const { value, messages, outcomes } = share;
  const finals = outcomes.delivered + outcomes.failed;
  const word = wordOf(dimension, value);
  return (
    <tr className={chosen ? 'chosen' : undefined}>
      <th scope="row" className="value">
        <button
          type="button"
          className="link"
          aria-pressed={chosen}
          aria-label={`${dimensionWords[dimension]} ${word}: show these messages only`}
          onClick={() => onChoose(chosen ? undefined : value)}
        >
          {word}
        </button>
        <span className="bar" aria-hidden="true">
          <span style={{ width: `${(messages / most) * 100}%` }} />
        </span>
      </th>
      <td className="number">{formatCount(messages)}</td>
      <td className="number">{formatCount(outcomes.failed)}</td>
      <td className="number">{formatShare(outcomes.delivered, finals)}</td>
    </tr>
  );
}

/** The same figures, by what messages have in common. Choosing a value filters the page, choosing it again ends that. */
export function Breakdown({
  summary,
  view,
  dimension,
  onDimension,
  onChoose,
}: {
  summary: Summary;
  view: View;
  dimension: Dimension;
  onDimension: (dimension: Dimension) => void;
  onChoose: (dimension: Dimension, value: string | undefined) => void;
}) {
  const shares = summary.by[dimension];
  const most = shares[0]?.messages ?? 0;
  return (
    <section aria-labelledby="by" className="panel panel-beside">
      <h2 id="by">By</h2>
      <fieldset className="segments">
        <legend className="unseen">What to tell messages apart by</legend>
        {dimensions.map((each) => (
          <label key={each} className="segment">
            <input
              type="radio"
              name="dimension"
              className="unseen"
              checked={each === dimension}
              onChange={() => onDimension(each)}
            />
            {dimensionWords[each]}
          </label>
        ))}
      </fieldset>
      {shares.length === 0 ? (
        <p className="empty">No message in this range.</p>
      ) : (
        <ScrollRegion className="table-scroll" label={`Messages by ${dimensionWords[dimension].toLowerCase()}`}>
          <table>
            <thead>
              <tr>
                <th scope="col">{dimensionWords[dimension]}</th>
                <th scope="col" className="number">
                  Messages
                </th>
                <th scope="col" className="number">
                  Failed
                </th>
                <th scope="col" className="number" title="Delivered, of those with a final receipt">
                  Delivered
                </th>
              </tr>
            </thead>
            <tbody>
              {shares.slice(0, mostRows).map((share) => (
                <Row
                  key={share.value}
                  share={share}
                  dimension={dimension}
                  most={most}
                  chosen={view[dimension] === share.value}
                  onChoose={(value) => onChoose(dimension, value)}
                />
              ))}
            </tbody>
          </table>
          {shares.length > mostRows ? (
            <p className="empty">and {formatCount(shares.length - mostRows)} more, each with fewer messages</p>
          ) : null}
        </ScrollRegion>
      )}
    </section>
  );
}

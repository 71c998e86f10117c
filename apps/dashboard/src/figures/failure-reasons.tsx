import { explainErrorCode } from '@statuswire/contracts';
import type { Summary } from '../api/client.ts';
import { ScrollRegion } from '../parts/scroll-region.tsx';
import { formatCount, formatShare } from '../view/format.ts';
import { visibleText } from '../view/visible-text.ts';
import { turns } from '../view/words.ts';

function Trend({ now, before }: { now: number; before: number | undefined }) {
  if (before === undefined || now === before) return <>{before === undefined ? '–' : '='}</>;
  return <>{now > before ? `▲ ${formatCount(now - before)}` : `▼ ${formatCount(before - now)}`}</>;
}

/** Why messages fail: by error code. Choosing one filters the page, choosing it again ends that. */
export function FailureReasons({
  summary,
  before,
  chosen,
  onChoose,
}: {
  summary: Summary;
  before: Summary | undefined;
  chosen: string | undefined;
  onChoose: (code: string | undefined) => void;
}) {
  const { errors, outcomes } = summary;
  return (
    <section aria-labelledby="reasons" className="panel panel-beside">
      <h2 id="reasons">Why messages fail</h2>
      {errors.length === 0 ? (
        <p className="empty">No failed or undelivered message in this range.</p>
      ) : (
        <ScrollRegion className="table-scroll" label="Failure reasons">
          <table className="reasons">
            <thead>
              <tr>
                <th scope="col">Code</th>
                <th scope="col">Meaning, and whose turn it is</th>
                <th scope="col" className="number">
                  Count
                </th>
                <th scope="col" className="number share">
                  Share
                </th>
                <th scope="col" className="number trend" title="Against the period before">
                  Change
                </th>
              </tr>
            </thead>
            <tbody>
              {errors.map(({ code, messages }) => {
                const word = code === '' ? 'none' : visibleText(code);
                const explanation = code === '' ? null : explainErrorCode(code);
                const was = before?.errors.find((other) => other.code === code)?.messages ?? 0;
                return (
                  <tr key={code} className={code === chosen ? 'chosen' : undefined}>
                    <td>
                      <button
                        type="button"
                        className="link"
                        aria-pressed={code === chosen}
                        aria-label={`Code ${word}: show these messages only`}
                        onClick={() => onChoose(code === chosen ? undefined : code)}
                      >
                        {word}
                      </button>
                    </td>
                    <td>
                      {explanation?.meaning ?? 'No error code was told.'}
                      <span className="turn">
                        {turns[explanation?.class ?? 'unknown']}
                        {explanation === null ? '' : ` · ${explanation.class}`}
                      </span>
                    </td>
                    <td className="number">{formatCount(messages)}</td>
                    <td className="number share">{formatShare(messages, outcomes.failed)}</td>
                    <td className="number trend">
                      <Trend now={messages} before={before === undefined || before.messages === 0 ? undefined : was} />
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </section>
  );
}

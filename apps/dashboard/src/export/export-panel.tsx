import { useRef, useState } from 'react';
import { listParameters } from '../list/use-messages.ts';
import { useThrottled } from '../live/use-throttled.ts';
import { useKeptFocus } from '../parts/use-kept-focus.ts';
import { formatBytes, formatCount } from '../view/format.ts';
import type { View } from '../view/view.ts';
import { type ExportedFile, type ExportProgress, readExport, saveFile } from './download.ts';
import type { ExportFormat } from './row-counter.ts';

type Stage =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'running'; readonly progress: ExportProgress | null }
  | { readonly kind: 'saved'; readonly file: Omit<ExportedFile, 'content'> }
  | { readonly kind: 'failed'; readonly why: string };

function Progress({ progress, onCancel }: { progress: ExportProgress | null; onCancel: () => void }) {
  const { rows = 0, expected = null, bytes = 0 } = progress ?? {};
  // The count was made beforehand, and messages may have come since.
  const most = expected === null ? undefined : Math.max(expected, rows, 1);
  return (
    <div className="progress">
      <progress
        aria-label="Rows written"
        {...(most === undefined ? {} : { max: most, value: rows })}
        className="progress-bar"
      />
      <span className="progress-words">
        {formatCount(rows)}
        {expected === null ? ' rows' : ` of ${formatCount(Math.max(expected, rows))} rows`}, {formatBytes(bytes)}
      </span>
      <button type="button" className="quiet" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}

/** Saves the messages that the list shows as a file, all pages of them. Goes on where somebody leaves the page meanwhile. */
export function ExportPanel({ view }: { view: View }) {
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [texts, setTexts] = useState(false);
  const [stage, setStage] = useState<Stage>({ kind: 'choosing' });
  const latest = useRef<ExportProgress | null>(null);
  const running = useRef<AbortController | null>(null);
  const show = useThrottled(() => {
    if (running.current !== null) setStage({ kind: 'running', progress: latest.current });
  }, 100);

  async function start(): Promise<void> {
    const controller = new AbortController();
    running.current = controller;
    latest.current = null;
    setStage({ kind: 'running', progress: null });
    const parameters = { ...listParameters(view), format, texts: String(texts) };
    const onProgress = (progress: ExportProgress) => {
      latest.current = progress;
      show();
    };
    try {
      const { content, ...file } = await readExport(parameters, { signal: controller.signal, onProgress });
      saveFile({ name: file.name, content });
      setStage({ kind: 'saved', file });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      setStage(controller.signal.aborted ? { kind: 'choosing' } : { kind: 'failed', why });
    } finally {
      running.current = null;
    }
  }

  const whole = useRef<HTMLElement>(null);
  useKeptFocus(whole, stage.kind);
  return (
    <section ref={whole} className="export" aria-label="Export" id="export">
      <p className="note">All messages that this list shows, every page of them, in its order.</p>
      <div className="export-choices">
        {(['csv', 'jsonl'] as const).map((each) => (
          <label key={each} className="check">
            <input type="radio" name="format" checked={format === each} onChange={() => setFormat(each)} />
            {each === 'csv' ? 'CSV, for spreadsheets' : 'JSON Lines, for programs'}
          </label>
        ))}
        <label className="check">
          <input type="checkbox" checked={texts} onChange={({ target }) => setTexts(target.checked)} />
          With texts and custom variables
        </label>
        {stage.kind === 'running' ? null : (
          <button type="button" className="action" onClick={() => void start()}>
            Save the file
          </button>
        )}
      </div>
      {stage.kind === 'running' ? (
        <Progress progress={stage.progress} onCancel={() => running.current?.abort()} />
      ) : null}
      <div role="status">
        {stage.kind === 'saved' ? (
          <p className="done">
            Saved {stage.file.name}: {formatCount(stage.file.rows)} {stage.file.rows === 1 ? 'row' : 'rows'},{' '}
            {formatBytes(stage.file.bytes)}.
          </p>
        ) : null}
        {stage.kind === 'failed' ? (
          <p className="failed-words">{stage.why} Try again, or choose fewer messages.</p>
        ) : null}
      </div>
    </section>
  );
}

import { ApiError, ask, type Parameters, queryString } from '../api/client.ts';
import { createRowCounter, type ExportFormat } from './row-counter.ts';

/** How far an export is. */
export interface ExportProgress {
  readonly rows: number;
  /** About how many there will be; `null` where nobody can tell. */
  readonly expected: number | null;
  readonly bytes: number;
}

/** A file that came whole. */
export interface ExportedFile extends ExportProgress {
  readonly name: string;
  readonly content: Blob;
}

/** What was read goes to the browser's own store of files in pieces of so many bytes, not into memory. */
const pieceBytes = 4 * 1_024 * 1_024;

function fileName(response: Response, format: ExportFormat): string {
  const [, name] = /filename="([^"/\\]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  return name ?? `messages.${format}`;
}

/** Reads an export to its end. Throws an `ApiError` where it is refused, or cut off before its end. */
export async function readExport(
  parameters: Parameters & { readonly format: ExportFormat },
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (progress: ExportProgress) => void },
): Promise<ExportedFile> {
  const response = await ask(`/api/messages/export${queryString(parameters)}`, { signal });
  const told = response.headers.get('x-expected-rows');
  const expected = told === null ? null : Number(told);
  const countRows = createRowCounter(parameters.format);
  const pieces: Blob[] = [];
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let waitingBytes = 0;
  let progress: ExportProgress = { rows: 0, expected, bytes: 0 };
  const putAway = () => {
    pieces.push(new Blob(waiting));
    waiting = [];
    waitingBytes = 0;
  };
  const reader = response.body?.getReader();
  for (;;) {
    const part = await reader?.read().catch((error: unknown) => {
      if (signal.aborted) throw error;
      throw new ApiError(0, `It broke off after ${progress.rows} rows, so that no file was saved.`);
    });
    if (part?.value === undefined) break;
    waiting.push(part.value);
    waitingBytes += part.value.byteLength;
    if (waitingBytes >= pieceBytes) putAway();
    progress = { rows: countRows(part.value), expected, bytes: progress.bytes + part.value.byteLength };
    onProgress(progress);
  }
  putAway();
  const type = response.headers.get('content-type') ?? '';
  return { ...progress, name: fileName(response, parameters.format), content: new Blob(pieces, { type }) };
}

/** Has the browser save a file where it saves all that is downloaded. */
export function saveFile({ name, content }: Pick<ExportedFile, 'name' | 'content'>): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has opened it by then.
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

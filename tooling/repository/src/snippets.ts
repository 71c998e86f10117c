import { read, repositoryFiles } from './paths.ts';

/**
 * What a fenced block's info string promises: `ts` runs by itself and ends; `ts server` starts a server on `PORT` that takes
 * signed callbacks at `/callbacks/status`; `ts before` is such a server without us, so that it takes forms only; `ts types` is
 * only type-checked.
 */
export const snippetKinds = ['run', 'server', 'before', 'types'] as const;

/** What a fenced block's info string promises. */
export type SnippetKind = (typeof snippetKinds)[number];

/** One fenced TypeScript block of a document. */
export interface Snippet {
  readonly document: string;
  /** The line of the fence, counted from 1. */
  readonly line: number;
  readonly kind: SnippetKind;
  readonly code: string;
}

const kindByInfo: Readonly<Record<string, SnippetKind>> = {
  '': 'run',
  server: 'server',
  before: 'before',
  types: 'types',
};

/** Every TypeScript block of a document. Throws on an info string that promises nothing we know. */
export function snippetsOf(document: string, text: string): Snippet[] {
  return [...text.matchAll(/^```ts([^\n]*)\n(.*?)^```$/gms)].map((match) => {
    const info = (match[1] ?? '').trim();
    const kind = kindByInfo[info];
    const line = text.slice(0, match.index).split('\n').length;
    if (kind === undefined) throw new Error(`${document}:${line}: "ts ${info}" is no kind of snippet; see snippets.ts`);
    return { document, line, kind, code: match[2] ?? '' };
  });
}

/** Every TypeScript block of every document in the repository. */
export function allSnippets(): Snippet[] {
  return repositoryFiles('*.md')
    .filter((path) => !path.startsWith('.changeset/'))
    .flatMap((path) => snippetsOf(path, read(path)));
}

import { useState } from 'react';

/** Copies a text. Where the browser does not let it, it says so, and the text stands beside it to be copied by hand. */
export function CopyButton({ text, children = 'Copy' }: { text: string; children?: string }) {
  const [state, setState] = useState<'ready' | 'copied' | 'refused'>('ready');

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      setState('refused');
    }
    window.setTimeout(() => setState('ready'), 4_000);
  }

  return (
    <>
      <button type="button" className="quiet" onClick={() => void copy()}>
        {children}
      </button>{' '}
      <span role="status" className="copied">
        {state === 'copied' ? 'Copied' : state === 'refused' ? 'The browser does not allow it: select it and copy' : ''}
      </span>
    </>
  );
}

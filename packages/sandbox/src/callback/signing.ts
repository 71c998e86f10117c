import { type SignatureHeaders, signCallback } from '@statuswire/receiver';
import type { Scheduler } from '../clock/scheduler.ts';
import type { CallbackBody } from './callback-body.ts';

/** How form bodies are signed. JSON bodies are always signed raw. Source: docs/signatures.md. */
export type FormScheme = 'form_fields' | 'raw_body';

/** Signs callbacks with the key, or in turn with the keys, of their project. */
export interface Signer {
  sign(callback: { projectId: string; url: string; body: CallbackBody; wrongly: boolean }): SignatureHeaders;
  /** Puts a new key beside the project's; the old ones go after `overlapMs`. */
  rotate(projectId: string, signingKey: string, overlapMs: number): void;
  /** The keys in use, newest first. */
  keys(projectId: string): readonly string[];
}

interface KeyRing {
  keys: readonly string[];
  turn: number;
}

/** What a key that nobody was given may look like. */
const wrongKey = 'PSKthis-key-belongs-to-nobody';

/** Makes a signer. Throws `STATUSWIRE_INVALID_OPTIONS` when it signs with a blank key. */
export function createSigner(options: {
  readonly keys: ReadonlyMap<string, readonly string[]>;
  readonly scheme: FormScheme;
  readonly sha256: boolean;
  readonly scheduler: Scheduler;
}): Signer {
  const rings = new Map<string, KeyRing>();
  for (const [projectId, keys] of options.keys) rings.set(projectId, { keys, turn: 0 });

  function nextKey(projectId: string): string {
    const ring = rings.get(projectId);
    if (ring === undefined) return wrongKey;
    ring.turn += 1;
    return ring.keys[ring.turn % ring.keys.length] ?? wrongKey;
  }

  return {
    sign({ projectId, url, body, wrongly }) {
      const json = body.contentType === 'application/json';
      return signCallback({
        signingKey: wrongly ? wrongKey : nextKey(projectId),
        url,
        body: body.text,
        scheme: json ? 'raw_body' : options.scheme,
        sha256: options.sha256,
      });
    },
    rotate(projectId, signingKey, overlapMs) {
      const ring = rings.get(projectId);
      if (ring === undefined) return;
      ring.keys = [signingKey, ...ring.keys];
      options.scheduler.after(overlapMs, () => {
        const at = ring.keys.indexOf(signingKey);
        // A later rotation with less of an overlap may have taken the key out already, and those behind it.
        if (at >= 0) ring.keys = ring.keys.slice(0, at + 1);
      });
    },
    keys: (projectId) => rings.get(projectId)?.keys ?? [],
  };
}

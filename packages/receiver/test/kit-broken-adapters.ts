import type { BrokenAdapter } from './kit-breaking.ts';
import { brokenOnBodies } from './kit-broken-on-bodies.ts';
import { brokenOnHandlers } from './kit-broken-on-handlers.ts';
import { brokenBehindParsers } from './kit-broken-on-parsers.ts';
import { brokenOnReplies } from './kit-broken-on-replies.ts';
import { brokenOnUrls } from './kit-broken-on-urls.ts';
import { brokenOnVerification } from './kit-broken-on-verification.ts';

/** Adapters of which each does one thing wrong. */
export const brokenAdapters: readonly BrokenAdapter[] = [
  ...brokenOnBodies,
  ...brokenOnUrls,
  ...brokenOnVerification,
  ...brokenOnReplies,
  ...brokenOnHandlers,
  ...brokenBehindParsers,
];

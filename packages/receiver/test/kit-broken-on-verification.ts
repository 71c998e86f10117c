import { acknowledgement, type BrokenAdapter, withOptions, without, withReply } from './kit-breaking.ts';

/** Adapters that accept what they should reject, or tell why they rejected it. */
export const brokenOnVerification: readonly BrokenAdapter[] = [
  {
    name: 'verifies nothing',
    create: withOptions((options) => ({ ...options, mode: 'report' })),
    mustFail: [
      'rejects a body that was changed after signing',
      'rejects a URL that was changed after signing',
      'rejects a signature by another key',
      'rejects a missing signature and an empty request',
      'rejects forgeries behind a body parser',
      'hands nothing to the next handler that it would reject',
    ],
  },
  {
    name: 'answers 200 to what it rejects',
    create: withReply((outcome) => (outcome.kind === 'rejected' ? acknowledgement : outcome.reply)),
    mustFail: [
      'rejects a body that was changed after signing',
      'gives the same answer for every forgery, and tells the operator which it was',
      'rejects an unverified body that is no callback by 403, and keeps nothing of it',
      'answers 415 to a media type that no callback has',
    ],
  },
  {
    name: 'tells the sender why it was rejected',
    create: withReply((outcome) =>
      outcome.kind === 'rejected' ? { ...outcome.reply, body: `{"reason":"${outcome.reason}"}` } : outcome.reply,
    ),
    mustFail: [
      'gives the same answer for every forgery, and tells the operator which it was',
      'rejects a missing signature and an empty request',
    ],
  },
  {
    name: 'tells in a header why it rejected',
    create: withReply(({ reply, ...outcome }) =>
      outcome.kind === 'rejected' ? { ...reply, headers: { ...reply.headers, 'x-reason': outcome.reason } } : reply,
    ),
    mustFail: ['gives the same answer for every forgery, and tells the operator which it was'],
  },
  {
    name: 'tells nobody what became of a request',
    create: without('onOutcome'),
    mustFail: ['gives the same answer for every forgery, and tells the operator which it was'],
  },
  {
    name: 'knows one key only',
    create: withOptions((options) => {
      const [first = ''] = [options.signingKeys].flat();
      return { ...options, signingKeys: first };
    }),
    mustFail: ['takes a second signing key while one is being replaced'],
  },
  {
    name: 'ignores basicAuth',
    create: without('basicAuth'),
    mustFail: ['demands the credentials of basicAuth beside the signature'],
  },
  {
    name: 'ignores report mode',
    create: without('mode'),
    mustFail: ['processes what it would reject in report mode, marked unverified'],
  },
];

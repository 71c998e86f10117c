import { once } from 'node:events';
import { BodyAlreadyReadError } from '../src/node.ts';
import { type BrokenAdapter, behindParser, withOptions, without } from './kit-breaking.ts';
import { statusCallbacks } from './kit-node-subject.ts';

/** Adapters that are at a loss once a parser has read the body. */
export const brokenBehindParsers: readonly BrokenAdapter[] = [
  {
    name: 'hangs where the body is gone',
    create: behindParser((setup) => {
      const correct = statusCallbacks(setup);
      return async (exchange) => {
        await correct(exchange).catch(() => new Promise(() => {}));
      };
    }),
    mustFail: [
      'fails at once by a BodyAlreadyReadError where a body parser left nothing',
      'fails at once by a BodyAlreadyReadError where bytes were signed and only fields are left',
    ],
  },
  {
    name: 'answers 202 and drops the event where the body is gone',
    create: behindParser((setup) => {
      const correct = statusCallbacks(setup);
      return async (exchange) => {
        await correct(exchange).catch(() => exchange.response.writeHead(202).end());
      };
    }),
    mustFail: [
      'fails at once by a BodyAlreadyReadError where a body parser left nothing',
      'fails at once by a BodyAlreadyReadError where bytes were signed and only fields are left',
    ],
  },
  {
    name: 'waits for the end of a body that has ended',
    create: behindParser((setup) => {
      const correct = statusCallbacks(setup);
      return async (exchange) => {
        await once(exchange.request, 'end');
        await correct(exchange);
      };
    }),
    mustFail: ['takes requests without a body behind a body parser'],
  },
  {
    name: 'looks for the bytes in the stream alone',
    create: behindParser(() => () => Promise.reject(new BodyAlreadyReadError())),
    mustFail: [
      'takes callbacks behind a body parser that leaves their bytes, or a flat form',
      'takes bracketed names behind a body parser as they stand, or fails at once where they were nested',
    ],
  },
  {
    name: 'trusts what a parser has read',
    create: behindParser(withOptions((options) => ({ ...options, mode: 'report' }))),
    mustFail: ['rejects forgeries behind a body parser'],
  },
  {
    name: 'has no limit behind a parser',
    create: behindParser(without('maxBodyBytes')),
    mustFail: ['holds its own limit behind a body parser'],
  },
  {
    name: 'writes a nested form as if it were flat',
    create: behindParser((setup) => {
      const correct = statusCallbacks(setup);
      return (exchange) => {
        const { body } = exchange;
        const isForm = !(body instanceof Uint8Array) && Object.keys(body ?? {}).length > 0;
        if (!isForm) return correct(exchange);
        return correct({ ...exchange, rawBody: new URLSearchParams(body as Record<string, string>).toString() });
      };
    }),
    mustFail: [
      'takes bracketed names behind a body parser as they stand, or fails at once where they were nested',
      'takes callbacks behind a body parser that leaves their bytes, or a flat form',
    ],
  },
];

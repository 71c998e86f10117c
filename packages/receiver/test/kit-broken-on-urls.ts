import { Buffer } from 'node:buffer';
import { createReceiver } from '../src/index.ts';
import { writeNodeReply } from '../src/node.ts';
import { type BrokenAdapter, withExchange, withOptions, without } from './kit-breaking.ts';
import { drain } from './kit-node-subject.ts';

/** Adapters that verify another URL than the one that was given. */
export const brokenOnUrls: readonly BrokenAdapter[] = [
  {
    name: 'rebuilds the URL through a URL parser',
    create: withExchange((exchange) => {
      const { pathname, search } = new URL(exchange.originalUrl ?? '', 'http://host.invalid');
      return { ...exchange, originalUrl: `${pathname}${search}` };
    }),
    mustFail: ['verifies the query string byte for byte'],
  },
  {
    name: 'uses the URL that the router has left',
    create: withExchange((exchange) => ({ ...exchange, originalUrl: exchange.request.url ?? '' })),
    mustFail: ['verifies the whole path where it is mounted under a prefix'],
  },
  {
    name: 'puts the origin in front of every target',
    create: ({ options }) => {
      const receiver = createReceiver(options);
      return async ({ request, response, originalUrl }) => {
        const { method = '', headers } = request;
        const rawBody = (await drain(request)) ?? Buffer.alloc(0);
        const url = `http://${headers.host}${originalUrl}`;
        writeNodeReply(response, (await receiver.receive({ method, url, headers, rawBody })).reply);
      };
    },
    mustFail: ['takes a request target in absolute form'],
  },
  {
    name: 'ignores publicUrl',
    create: without('publicUrl'),
    mustFail: [
      'verifies publicUrl behind a proxy, with the query of the request',
      'verifies publicUrl with the query that it was given',
    ],
  },
  {
    name: 'trusts forwarded headers from anyone',
    create: withOptions((options) => ({ ...options, trustProxy: true })),
    mustFail: ['ignores forwarded headers, which anyone can send'],
  },
  {
    name: 'never believes forwarded headers',
    create: without('trustProxy'),
    mustFail: ['believes X-Forwarded-Proto and X-Forwarded-Host with trustProxy'],
  },
  {
    name: 'takes any method for POST',
    create: withExchange((exchange) => {
      exchange.request.method = 'POST';
      return exchange;
    }),
    mustFail: ['answers any other method by 405 with Allow', 'takes callbacks by GET with allowGet'],
  },
];

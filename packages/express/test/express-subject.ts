import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { AdapterSetup, AdapterSubject } from '@statuswire/receiver/testing';
import type express from 'express';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { statusCallbacks } from '../src/index.ts';

/** Express of either major, with the body parsers that its users mount. */
export function createExpressSubject(name: string, framework: typeof express): AdapterSubject {
  const parsers: Readonly<Record<string, () => RequestHandler>> = {
    'express.json': () => framework.json(),
    'express.urlencoded, extended': () => framework.urlencoded({ extended: true }),
    'express.urlencoded, not extended': () => framework.urlencoded({ extended: false }),
    'express.raw for every type': () => framework.raw({ type: () => true }),
    'express.json that keeps rawBody': () =>
      framework.json({ verify: (req, _res, bytes) => Object.assign(req, { rawBody: bytes }) }),
  };

  function createApp({ options, path, prefix, parser, next, onError }: AdapterSetup) {
    const app = framework();
    // The application may trust its proxy: the middleware goes by its own option.
    app.set('trust proxy', true);
    if (parser !== null) {
      const create = parsers[parser];
      if (create === undefined) throw new Error(`no parser called ${parser}`);
      app.use(create());
    }
    const router = framework.Router();
    router.use(path, statusCallbacks(options));
    if (next !== null) {
      // Express 4 waits for no promise: errors are passed on by hand, as its users do.
      router.use(path, (_req, res, pass) => {
        next({ event: res.locals.statusEvent, verification: res.locals.statusVerification }).then(
          () => res.sendStatus(202),
          pass,
        );
      });
    }
    app.use(prefix === '' ? '/' : prefix, router);
    const tell: ErrorRequestHandler = (error, _req, _res, pass) => {
      onError(error);
      pass(error);
    };
    app.use(tell);
    return app;
  }

  return {
    name,
    parsers: [
      { name: 'express.json', form: 'bytes', json: 'nothing' },
      { name: 'express.urlencoded, extended', form: 'fields', json: 'bytes' },
      { name: 'express.urlencoded, not extended', form: 'fields', json: 'bytes' },
      { name: 'express.raw for every type', form: 'bytes', json: 'bytes' },
      { name: 'express.json that keeps rawBody', form: 'bytes', json: 'bytes' },
    ],
    async start(setup) {
      const server = createApp(setup).listen(0, '127.0.0.1');
      await once(server, 'listening');
      return {
        origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        async close() {
          server.closeAllConnections();
          server.close();
          await once(server, 'close');
        },
      };
    },
  };
}

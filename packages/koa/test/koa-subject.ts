import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import type { AdapterSetup, AdapterSubject } from '@statuswire/receiver/testing';
import type Koa from 'koa';
import type { Middleware } from 'koa';
import { koaBody } from 'koa-body';
import { statusCallbacks } from '../src/index.ts';

const parsers: Readonly<Record<string, () => Middleware>> = {
  '@koa/bodyparser': () => bodyParser(),
  'koa-body': () => koaBody(),
  'koa-body that includes the unparsed': () => koaBody({ includeUnparsed: true }),
};

/** Takes a prefix off the path for those behind, as koa-mount does. @koa/router leaves its own prefix where it is. */
function mountedAt(prefix: string): Middleware {
  return (ctx, next) => {
    if (prefix !== '') ctx.path = ctx.path.replace(prefix, '');
    return next();
  };
}

function addTo(app: Koa, { options, path, prefix, parser, next, onError }: AdapterSetup): void {
  app.on('error', onError);
  if (parser !== null) {
    const create = parsers[parser];
    if (create === undefined) throw new Error(`no parser called ${parser}`);
    app.use(create());
  }
  const at = Math.max(prefix.lastIndexOf('/'), 0);
  app.use(mountedAt(prefix.slice(0, at)));
  const router = new Router({ prefix: prefix.slice(at) });
  router.all(path, statusCallbacks(options));
  if (next !== null) {
    router.all(path, async (ctx) => {
      await next({ event: ctx.state.statusEvent, verification: ctx.state.statusVerification });
      ctx.status = 202;
    });
  }
  app.use(router.routes());
}

/** Koa of either major with @koa/router, and the body parsers that its users mount. */
export function createKoaSubject(name: string, Framework: typeof Koa): AdapterSubject {
  return {
    name,
    parsers: [
      // It keeps the text in ctx.request.rawBody.
      { name: '@koa/bodyparser', form: 'bytes', json: 'bytes' },
      { name: 'koa-body', form: 'fields', json: 'nothing' },
      { name: 'koa-body that includes the unparsed', form: 'bytes', json: 'bytes' },
    ],
    async start(setup) {
      // The application may trust its proxy: the middleware goes by its own option.
      const app = new Framework({ proxy: true });
      addTo(app, setup);
      const server = app.listen(0, '127.0.0.1');
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

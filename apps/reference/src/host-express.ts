import { statusCallbacks } from '@statuswire/express';
import express, { type NextFunction, type Request, type Response } from 'express';
import {
  type CreateHost,
  callbackPath,
  type Route,
  routerPath,
  routesByPath,
  startStream,
  writeReply,
} from './host.ts';

// Replies go out by `writeReply`: `res.send` would say of JSON that it has a charset, which Koa does not.

function carry(answer: Route['answer']) {
  return async (req: Request, res: Response): Promise<void> => {
    const reply = await answer({ parameters: req.params, query: req.query, headers: req.headers, incoming: req });
    if ('start' in reply) startStream(res, reply);
    else writeReply(res, reply);
  };
}

/** Whether it is what the router throws of a parameter in a path: only that has a status. */
function isUndecodable(error: unknown): boolean {
  return error instanceof URIError && 'status' in error && error.status === 400;
}

/** Hosts the service on Express. */
export const createExpressHost: CreateHost = ({
  callbacks,
  routes,
  notFound,
  undecodable,
  methodNotAllowed,
  answerError,
}) => {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.all(callbackPath, statusCallbacks(callbacks));
  for (const [path, methods] of routesByPath(routes)) {
    const route = app.route(routerPath(path));
    for (const { method, answer } of methods) {
      route[method === 'GET' ? 'get' : 'post'](carry(answer));
    }
    const notAllowed = methodNotAllowed(methods.map(({ method }) => method));
    route.all((_req, res) => writeReply(res, notAllowed));
  }
  app.use(carry(notFound));
  app.use((error: unknown, req: Request, res: Response, next: NextFunction) =>
    isUndecodable(error) ? carry(undecodable)(req, res) : next(error),
  );
  app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
    const reply = answerError(error);
    if (res.headersSent) res.destroy();
    else writeReply(res, reply);
  });
  return app;
};

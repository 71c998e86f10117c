/* global Bun */
import { handle } from './receiver.js';

const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: (request) => handle(request) });
console.log(JSON.stringify({ port: server.port }));

import http from 'node:http';
import https from 'node:https';
import type { Agents } from './callback/attempt.ts';
import type { SandboxClock } from './clock/clock.ts';

/** The clock of the network: real, and monotonic, whatever the lives of messages run on. */
export const networkClock: SandboxClock = {
  now: () => performance.now(),
  setTimeout: (callback, milliseconds) => setTimeout(callback, Math.max(milliseconds, 0)),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout | undefined),
};

/** Makes the connections that callbacks go out on: kept open, as many as there are callbacks under way. */
export function createAgents(certificateAuthority: string | undefined): Agents {
  const settings = { keepAlive: true, maxFreeSockets: 256 };
  return {
    http: new http.Agent(settings),
    https: new https.Agent(certificateAuthority === undefined ? settings : { ...settings, ca: certificateAuthority }),
  };
}

import type { Suite } from './suite.ts';

/** Everything that can be measured, in the order in which it is: adding a suite is adding it here. */
export const suites = [
  {
    name: 'pipeline',
    about: 'bytes to outcome and the parts of it, beside a hand-written floor',
    byDefault: true,
    load: () => import('./pipeline/suite.ts'),
  },
  {
    name: 'middleware',
    about: 'Express and Koa, beside a bare route, a hand-written one, node:http and what users have today',
    byDefault: true,
    load: () => import('./middleware/suite.ts'),
  },
  {
    name: 'app',
    about: 'the reference app on SQLite, beside the store in memory',
    byDefault: true,
    load: () => import('./ledger/app-suite.ts'),
  },
  {
    name: 'throughput',
    about: 'records a second with group commit, beside one transaction per request',
    byDefault: true,
    load: () => import('./ledger/throughput-suite.ts'),
  },
  {
    name: 'queries',
    about: 'summary and list with a great many messages, beside a tenth of them',
    byDefault: true,
    load: () => import('./ledger/query-suite.ts'),
  },
  {
    name: 'load',
    about: 'whether the sandbox keeps a rate, and measures it as the receiver does',
    byDefault: true,
    load: () => import('./load/suite.ts'),
  },
  {
    name: 'live',
    about: 'the reference app at a given pace, with event streams open',
    byDefault: false,
    load: () => import('./ledger/live-suite.ts'),
  },
  {
    name: 'dashboard',
    about: 'the first screen in Chromium over a great many messages, while callbacks come in',
    byDefault: false,
    load: () => import('./dashboard/suite.ts'),
  },
  {
    name: 'soak',
    about: 'the reference app on SQLite under a steady rate for minutes: latency, and whether memory stays flat',
    byDefault: false,
    load: () => import('./soak/suite.ts'),
  },
] as const satisfies readonly Suite[];

/** One of the things that can be measured. */
export type SuiteName = (typeof suites)[number]['name'];

/** Their names. */
export const suiteNames: readonly SuiteName[] = suites.map(({ name }) => name);

/** What is measured where none is named. */
export const defaultSuites: readonly SuiteName[] = suites.filter(({ byDefault }) => byDefault).map(({ name }) => name);

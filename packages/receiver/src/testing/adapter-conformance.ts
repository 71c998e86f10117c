import { badInputCases } from './cases-bad-input.ts';
import { connectionCases } from './cases-connections.ts';
import { deliveryCases } from './cases-deliveries.ts';
import { forgeryCases } from './cases-forgeries.ts';
import { handlerCases, nextHandlerCases } from './cases-handlers.ts';
import { parserCases } from './cases-parsers.ts';
import { urlCases } from './cases-urls.ts';
import type { AdapterConformanceCase } from './trial.ts';

/**
 * What every adapter has to do, as named cases for any test runner, all of them over real sockets:
 * `for (const { name, run } of adapterConformanceCases) test(name, () => run(subject));`
 */
export const adapterConformanceCases: readonly AdapterConformanceCase[] = [
  ...deliveryCases,
  ...urlCases,
  ...forgeryCases,
  ...badInputCases,
  ...handlerCases,
  ...connectionCases,
  ...nextHandlerCases,
  ...parserCases,
];

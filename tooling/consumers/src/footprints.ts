import type { Tarball } from '@statuswire/release';
import { type Footprint, measureFootprint } from './footprint.ts';
import type { Runtime } from './runtimes.ts';

/** The most that may be installed, as a share of what the official SDK installs. */
export const mostOfOfficial = 0.1;

/**
 * The most that an import may take, in milliseconds of the processor's time. That is the clock's and more on an idle machine, as
 * it holds what V8 does aside, and on a busy one it is what can be compared.
 */
export const mostImportMilliseconds = 60;

const official = '@signalwire/compatibility-api';

const middleware = ['@statuswire/contracts', '@statuswire/receiver', '@statuswire/express'];

/** The footprints of the middleware, of the framework that comes with it, and of what users have today. */
export async function measureFootprints(
  tarballs: readonly Tarball[],
  runtime: Runtime,
  processes: number,
): Promise<Readonly<Record<'middleware' | 'framework' | 'official', Footprint>>> {
  const shared = { runtime, processes };
  return {
    middleware: await measureFootprint({
      ...shared,
      specifier: '@statuswire/express',
      tarballs: tarballs.filter(({ name }) => middleware.includes(name)),
    }),
    framework: await measureFootprint({ ...shared, specifier: 'express', dependencies: { express: '^5' } }),
    official: await measureFootprint({ ...shared, specifier: official, dependencies: { [official]: '^3' } }),
  };
}

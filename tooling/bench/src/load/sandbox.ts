// The sandbox under test, as it is by default but for the key: one load, and the process ends.
import process from 'node:process';
import { createSandbox, defaultProject } from '@statuswire/sandbox';
import { signingKey } from '../deliveries.ts';
import type { SandboxAnswer, SandboxOrder } from './messages.ts';

function residentMegabytes(): number {
  return process.memoryUsage.rss() / 1_000_000;
}

async function run({ url, dialect, rate, seconds }: SandboxOrder): Promise<SandboxAnswer> {
  const sandbox = createSandbox({ projects: [{ ...defaultProject, signingKeys: signingKey }] });
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const load = sandbox.startLoad({ url, dialect, rate, durationMs: seconds * 1_000 });
  let halfway = Number.NaN;
  const timer = setTimeout(
    () => {
      halfway = residentMegabytes();
    },
    seconds * 500 + 2_000,
  );
  const report = await load.finished;
  clearTimeout(timer);
  const { user, system } = process.cpuUsage(before);
  const memory = { halfway, end: residentMegabytes() };
  const cores = (user + system) / 1_000 / (performance.now() - startedAt);
  await sandbox.close();
  return { report, cores, memory };
}

process.on('message', async (order) => {
  process.send?.((await run(order as SandboxOrder)) satisfies SandboxAnswer);
});
// Also where the parent was killed.
process.on('disconnect', () => process.exit());

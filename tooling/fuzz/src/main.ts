import { parseArgs } from 'node:util';
import { type CampaignReport, heapGrowth, runCampaign } from './campaign.ts';
import { adapterNames, startHost } from './hosts.ts';

const usage = `pnpm fuzz [--requests N] [--seed N] [--only NUMBER]

Sends generated and mutated requests to Express and to Koa, each in a process of its own, over real sockets. Ends with 1 where one
of them answers 5xx, does not answer, accepts what is forged, refuses what is genuine, answers otherwise than the other, ends, or
keeps more and more memory.

  --requests N   requests, each of which goes to both (100000)
  --seed N       the same requests again (the time)
  --only NUMBER  a single one of them, and what it looks like
`;

const mebibyte = 1024 * 1024;
const mostGrowth = 8 * mebibyte;

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(usage);
  process.exit();
}

const print = (line: string) => process.stdout.write(`${line}\n`);
const inMebibytes = (bytes: number) => (bytes / mebibyte).toFixed(1);

function tell(seed: number, { sent, failures, answers, states }: CampaignReport, seconds: number): boolean {
  print(`${sent} requests to each of ${adapterNames.join(', ')}, seed ${seed}, ${seconds.toFixed(0)} s`);
  const byAnswer = [...answers].sort(([left], [right]) => String(left).localeCompare(String(right)));
  print(`answers: ${byAnswer.map(([answer, count]) => `${answer} ${count}`).join(', ')}`);
  let flat = true;
  for (const [name, seen] of Object.entries(states)) {
    const heaps = seen.map(({ heapBytes }) => inMebibytes(heapBytes)).join(' ');
    const resident = inMebibytes(seen.at(-1)?.residentBytes ?? 0);
    print(`${name}: handled ${seen.at(-1)?.handled}, heap by tenths ${heaps} MiB, resident ${resident} MiB`);
    if (heapGrowth(seen) > mostGrowth) flat = false;
  }
  for (const { number, request, answers: given, because } of failures) {
    print(`✗ ${because}: ${JSON.stringify(given)}; expected: ${request.expectation}; ${request.changes.join(', ')}`);
    print(`  again: pnpm fuzz --seed ${seed} --only ${number}`);
  }
  if (!flat) print(`✗ a heap grew by more than ${inMebibytes(mostGrowth)} MiB`);
  return failures.length === 0 && flat;
}

const seed = Number(values.seed);
const only = values.only === undefined ? null : Number(values.only);
const hosts = await Promise.all(adapterNames.map((name) => startHost(name)));
const startedAt = performance.now();
const report = await runCampaign({
  hosts,
  seed,
  requests: only === null ? Number(values.requests) : 1,
  from: only ?? 0,
  concurrency: 64,
});
const fine = tell(seed, report, (performance.now() - startedAt) / 1000);
if (only !== null && report.failures[0] !== undefined) {
  print(JSON.stringify(report.failures[0].request.bytes.toString('latin1').slice(0, 8_000)));
}
await Promise.all(hosts.map((host) => host.close()));
if (!fine) process.exitCode = 1;

import type { Dialect } from '../deliveries.ts';
import { type BenchProcess, startBenchProcess } from './bench-process.ts';
import type { Contender, Framework } from './contenders.ts';
import type { Listening } from './messages.ts';

/** A server under test. */
export interface Subject {
  readonly framework: Framework;
  readonly dialect: Dialect;
  readonly contender: Contender;
  readonly port: number;
  readonly server: BenchProcess;
}

/** Starts a server in a process of its own and waits until it listens. */
export async function startSubject(
  cell: Pick<Subject, 'framework' | 'dialect' | 'contender'>,
  placement: { readonly core: number | null; readonly profileFolder: string | undefined },
): Promise<Subject> {
  const server = startBenchProcess({
    script: new URL('server.ts', import.meta.url),
    args: [cell.framework, cell.contender, cell.dialect],
    ...placement,
  });
  const { port } = await server.hear<Listening>();
  return { ...cell, port, server };
}

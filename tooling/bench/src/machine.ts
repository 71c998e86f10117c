import { availableParallelism, cpus } from 'node:os';
import process from 'node:process';

/** Where and when figures were measured. */
export interface Machine {
  readonly measuredAt: string;
  readonly node: string;
  readonly processor: string;
  readonly cores: number;
}

/** Describes this machine. */
export function describeMachine(): Machine {
  return {
    measuredAt: new Date().toISOString(),
    node: process.version,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
  };
}

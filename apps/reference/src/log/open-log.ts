import type { WriteStream } from 'node:tty';
import type { Configuration } from '../config.ts';
import { createPrettyLog } from './pretty-log.ts';
import type { ServiceLog } from './service-log.ts';

/** Opens the log: for people in a terminal, and as JSON elsewhere, unless somebody said which. */
export async function openLog({ format, level }: Configuration['log'], output: WriteStream): Promise<ServiceLog> {
  if (format === 'pretty' || (format === 'auto' && output.isTTY)) return createPrettyLog(output);
  const { createJsonLog } = await import('./json-log.ts');
  return createJsonLog(output, level);
}

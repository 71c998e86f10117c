import type { WriteStream } from 'node:tty';
import { welcome } from '../welcome.ts';
import { acceptedRow, type CallbackRow, healedRow, unacceptedRow } from './callback-row.ts';
import { layOutRow, layOutTitles } from './lay-out.ts';
import type { ServiceLog } from './service-log.ts';
import { layoutFor } from './terminal.ts';

/** A log of rows, which say of each callback what is odd; the rest goes to `print` as it is. */
export function createRowLog(
  show: (row: CallbackRow) => void,
  print: Pick<ServiceLog, 'started' | 'notice' | 'warning' | 'problem'>,
): ServiceLog {
  return {
    ...print,
    accepted: (event, context) => show(acceptedRow(event, context)),
    unaccepted: (outcome, context) => show(unacceptedRow(outcome, context)),
    healed: (message, at) => show(healedRow(message, at)),
    refused(reason, address) {
      // A browser that has no password yet is nothing odd, and of who tries many some attempts are enough.
      if (reason === 'wrong_credentials' || reason === 'no_right')
        print.problem(`Not let in: ${reason.replaceAll('_', ' ')}, from ${address}.`);
    },
  };
}

/** The log for people: a line for each callback, coloured on a terminal. */
export function createPrettyLog(output: WriteStream): ServiceLog {
  const layout = layoutFor(output);
  const print = (text: string): void => {
    output.write(`${text}\n`);
  };
  return createRowLog((row) => print(layOutRow(row, layout)), {
    started(report) {
      print(welcome(report));
      print(layOutTitles(layout));
    },
    notice: print,
    warning: (text) => print(layout.paint('odd', text)),
    problem: (text) => print(layout.paint('bad', text)),
  });
}

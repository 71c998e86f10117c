import type { SendResult } from '../http/send-request.ts';
import { type DoctorCheck, statusClass } from './check.ts';

/** Most bytes of an answer that SignalWire takes. */
const mostBytes = 64 * 1024;

// A frame of a stack trace of Node, Python, PHP, Ruby, Java or .NET, and pages of frameworks that show them.
const trace =
  /\bat .{0,200}:\d+:\d+|node_modules|Traceback \(most recent call last\)|Stack trace:|\.rb:\d+:in |\bat [\w$.]+\([\w$]+\.java:\d+\)|\.php(?: on line |:)\d+|\bat .{0,200} in .{0,200}\.cs:line \d+/;

function bodyOf(result: SendResult): string {
  return result.kind === 'answered' ? result.body.toString('utf8') : '';
}

/** What every answer must be like, by those that the other checks have had. They come last. */
export const answerChecks: readonly DoctorCheck[] = [
  {
    id: 'answers_in_time',
    title: 'answers in time',
    fix: 'Answer as soon as the callback is stored, and do the rest later: SignalWire waits 5 seconds.',
    run: async ({ answers, timeoutMs }) => {
      const taken = answers.filter((result) => statusClass(result) === 2);
      const slowest = Math.max(0, ...taken.map((result) => (result.kind === 'answered' ? result.tookMs : 0)));
      const seen = `the slowest took ${slowest} ms of ${timeoutMs}`;
      const timeouts = answers.filter((result) => result.kind === 'unanswered' && result.tookMs >= timeoutMs).length;
      if (timeouts > 0) return { verdict: 'fail', seen: `${timeouts} without an answer within ${timeoutMs} ms` };
      return { verdict: slowest > timeoutMs / 2 ? 'warn' : 'pass', seen };
    },
  },
  {
    id: 'answers_well',
    title: 'answers in a form that SignalWire takes',
    fix: 'Answer with a content type, and with at most 64 kB: <Response/> as text/xml is always safe.',
    run: async ({ answers }) => {
      const taken = answers.filter((result) => statusClass(result) === 2);
      const untyped = taken.some(
        (result) =>
          result.kind === 'answered' && result.body.length > 0 && result.headers['content-type'] === undefined,
      );
      const large = taken.some((result) => result.kind === 'answered' && result.body.length > mostBytes);
      if (large) return { verdict: 'fail', seen: 'an answer of more than 64 kB' };
      if (untyped) return { verdict: 'fail', seen: 'an answer without a content type' };
      return { verdict: 'pass', seen: `${taken.length} answers` };
    },
  },
  {
    id: 'hides_traces',
    title: 'shows no stack trace',
    fix: 'Set NODE_ENV=production, or the like: an error page tells strangers what is installed and where.',
    run: async ({ answers }) => {
      const shown = answers.filter((result) => trace.test(bodyOf(result))).length;
      if (shown > 0) return { verdict: 'fail', seen: `${shown} of ${answers.length} answers hold one` };
      return { verdict: 'pass', seen: `none in ${answers.length} answers` };
    },
  },
];

import type { SendLimits } from './send-request.ts';

/** SignalWire's limits, as the URL's fragment tunes them (`#ot=1000&rt=5000`). Source: docs/receiving.md. */
export function tunedLimits(url: string): SendLimits {
  const tuning = new URLSearchParams(/#(.*)$/s.exec(url)?.[1] ?? '');
  const milliseconds = (...names: string[]): number | undefined => {
    const text = names.map((name) => tuning.get(name)).find((value) => value !== null);
    return text !== undefined && text !== null && /^\d{1,5}$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
  };
  const [connectMs, answerMs] = [milliseconds('ot', 'ct'), milliseconds('rt', 'tt')];
  return { ...(connectMs === undefined ? {} : { connectMs }), ...(answerMs === undefined ? {} : { answerMs }) };
}

import { wholeHour } from './view.ts';

/**
 * An instant as an `<input type="datetime-local">` takes it: in the time zone of this browser, to the minute; empty outside
 * the years 1 to 9999, which it does not take.
 */
export function toLocalField(instant: string): string {
  const at = new Date(instant);
  if (at.getFullYear() < 1 || at.getFullYear() > 9_999) return '';
  const digits = (value: number, count = 2) => String(value).padStart(count, '0');
  const date = [digits(at.getFullYear(), 4), digits(at.getMonth() + 1), digits(at.getDate())].join('-');
  return `${date}T${digits(at.getHours())}:${digits(at.getMinutes())}`;
}

/** What somebody wrote into the two fields of a range. */
export interface RangeFields {
  readonly from: string;
  readonly until: string;
}

/** A range that can be shown, or what is wrong with it and where. */
export type CheckedRange =
  | { readonly ok: true; readonly since: string | undefined; readonly until: string | undefined }
  | { readonly ok: false; readonly at: keyof RangeFields; readonly problem: string };

/** Four digits: what comes later, or was before, no instant of ours can say. */
const fieldShape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

function read(text: string): number | null {
  const at = fieldShape.test(text) ? new Date(text).getTime() : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

/** Checks the two fields, and widens what they say to whole hours: figures are kept by the hour. An empty field is open. */
export function checkedRange({ from, until }: RangeFields): CheckedRange {
  if (from === '' && until === '') {
    return { ok: false, at: 'from', problem: 'Say from when, until when, or both.' };
  }
  const times = { from: from === '' ? undefined : read(from), until: until === '' ? undefined : read(until) };
  if (times.from === null) return { ok: false, at: 'from', problem: 'From is not a whole date and time.' };
  if (times.until === null) return { ok: false, at: 'until', problem: 'Until is not a whole date and time.' };
  if (times.from !== undefined && times.until !== undefined && times.until <= times.from) {
    return { ok: false, at: 'until', problem: 'Until must be after From.' };
  }
  return {
    ok: true,
    since: times.from === undefined ? undefined : wholeHour(times.from),
    until: times.until === undefined ? undefined : wholeHour(times.until, Math.ceil),
  };
}

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ErrorClass, errorClasses, explainErrorCode, knownErrorCodes } from '../src/index.ts';

// SignalWire's meanings; the same numbers mean other things elsewhere. `says` are words that the meaning must hold.
const table: readonly (readonly [codes: string, errorClass: ErrorClass, says: RegExp])[] = [
  ['21210', 'configuration', /From number.*project/],
  ['21211 21217 21614', 'permanent', /To number is missing, malformed or no valid mobile number/],
  ['21212 21603 21604', 'configuration', /From or To number is missing or malformed/],
  ['21219', 'account', /limited.*trial/],
  ['21601', 'configuration', /cannot send SMS or MMS/],
  ['21602', 'content', /nothing to send/],
  ['21612', 'content', /media.*not supported/],
  ['21617', 'content', /body is too long/],
  ['21620', 'content', /URL of the media is invalid/],
  ['21623', 'content', /Too many media/],
  ['21624', 'content', /validity period is invalid/],
  ['21606', 'permanent', /To number is not a mobile number/],
  ['21610', 'opt-out', /opted out.*block list/],
  ['21611', 'throttling', /Too many messages are queued/],
  ['21701', 'configuration', /number group does not exist/],
  ['21703', 'configuration', /number group has no number/],
  ['21705', 'configuration', /Neither a From number nor a number group/],
  ['21717', 'registration', /no active campaign/],
  ['30001', 'expired', /validity period ran out/],
  ['30002', 'account', /balance.*too low/],
  ['30003', 'transient', /handset could not be reached/],
  ['30004', 'blocked', /carrier.*blocked/],
  ['30005', 'permanent', /handset is unknown/],
  ['30006', 'permanent', /no route/],
  ['30007', 'filtered', /carrier violation.*filtered/],
  ['30008', 'transient', /upstream/],
  ['30009', 'expired', /validity period ran out at the carrier/],
  ['30010', 'configuration', /price.*maximum/],
  ['30011', 'permanent', /MMS expired, was rejected, failed or is not supported/],
  ['30012', 'permanent', /MMS could not be sent/],
  ['30022', 'throttling', /10DLC/],
  ['30027', 'throttling', /T-Mobile/],
  ['35125', 'throttling', /daily message cap of the campaign/],
  ['11751', 'content', /media are too large/],
];
const rows = table.flatMap(([codes, errorClass, says]) => codes.split(' ').map((code) => ({ code, errorClass, says })));

describe('table of error codes', () => {
  it('is the catalogue, whole', () => {
    expect([...knownErrorCodes]).toEqual(rows.map(({ code }) => code).sort());
  });

  it('uses every class', () => {
    expect(new Set(rows.map(({ errorClass }) => errorClass))).toEqual(new Set(errorClasses));
  });

  it.each(rows)('$code is $errorClass', ({ code, errorClass, says }) => {
    const explanation = explainErrorCode(code);
    expect(explanation).toMatchObject({ known: true, code, class: errorClass });
    expect(explanation.meaning).toMatch(says);
    expect(explainErrorCode(Number(code))).toEqual(explanation);
  });

  it.each(['99999', '', '030003', '3e4', 'constructor', '__proto__', 'carrier said no', 0, -1, Number.NaN])(
    '%j is not listed: shown as it is, never an error',
    (code) => {
      expect(explainErrorCode(code)).toMatchObject({ known: false, code: String(code), class: 'unknown' });
    },
  );
});

describe('docs/error-codes.md', () => {
  const page = readFileSync(new URL('../../../docs/error-codes.md', import.meta.url), 'utf8');

  it('prints the catalogue as it is', () => {
    const printed = [...page.matchAll(/^\| (\d+) +\| `([\w-]+)` +\| (.*\S) +\|$/gm)].map(
      ([, code, errorClass, meaning]) => ({
        known: true,
        code,
        class: errorClass,
        meaning,
      }),
    );
    expect(printed).toEqual(knownErrorCodes.map((code) => explainErrorCode(code)));
  });

  it('says of every class, and of unknown, what to do about it', () => {
    const advised = [...page.matchAll(/^\| `([\w-]+)` +\| (.+) \| (.+) \|$/gm)].map(([, errorClass]) => errorClass);
    expect(advised).toEqual([...errorClasses, 'unknown']);
  });
});

import { Buffer } from 'node:buffer';
import { decodeForm } from '../decode-body.ts';
import { signedFields } from '../signature-schemes.ts';
import { costs, type Spelling, spelling } from './causes.ts';

type Pairs = readonly (readonly [name: string, value: string])[];

const { likely, unusual } = costs;

/** Fields that SignalWire may send empty, and that some frameworks then leave out. */
const oftenEmpty = ['Body', 'ErrorCode', 'ErrorMessage', 'NumMedia', 'MessagingServiceSid'];

function decodedAgain(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function withoutSurplus(pairs: Pairs, query: Pairs): Pairs {
  return pairs.filter(([name, value]) => !query.some(([other, same]) => other === name && same === value));
}

/** Every choice of the fields that were dropped because they are empty. */
function* droppedEmpties(pairs: Pairs): Generator<Pairs> {
  const absent = oftenEmpty.filter((name) => !pairs.some(([present]) => present === name));
  for (let choice = 1; choice < 2 ** absent.length; choice += 1) {
    yield [...pairs, ...absent.filter((_, index) => choice & (1 << index)).map((name): [string, string] => [name, ''])];
  }
}

/** Most spaces in texts that are looked at one by one. */
const mostSpaces = 8;

const lostPlus = /^ (?=\d)/;

/** Every choice of the spaces that were plus signs, beside those of the numbers. */
function* lostPluses(pairs: Pairs): Generator<Pairs> {
  const numbers = pairs.map(([name, value]) => [name, value.replace(lostPlus, '+')] as const);
  const spaces = numbers.reduce((count, [, value]) => count + value.split(' ').length - 1, 0);
  if (spaces > mostSpaces) return;
  for (let choice = 1; choice < 2 ** spaces; choice += 1) {
    let index = -1;
    yield numbers.map(([name, value]) => [
      name,
      value.replaceAll(' ', () => {
        index += 1;
        return choice & (1 << index) ? '+' : ' ';
      }),
    ]);
  }
}

/** The fields of a JSON body that a form was turned into; `null` for a list, which no form becomes. */
export function fieldsOfJson(value: object): Pairs | null {
  if (Array.isArray(value)) return null;
  return Object.entries(value).flatMap(([name, member]): [string, string][] =>
    (Array.isArray(member) ? member : [member]).map((single: unknown): [string, string] => [
      name,
      single === null ? '' : typeof single === 'object' ? JSON.stringify(single) : String(single),
    ]),
  );
}

/** Ways in which the fields of a form may have been, before something parsed and rebuilt them. */
export function fieldSpellings(fields: Pairs, url: string): Spelling<Pairs>[] {
  const query = [...decodeForm(/\?([^#]*)/.exec(url)?.[1] ?? '').fields.sorted];
  const each = (change: (value: string) => string): Pairs => fields.map(([name, value]) => [name, change(value)]);
  const rebuilt = (pairs: Pairs, cost: number, detail: string): Spelling<Pairs> =>
    spelling(pairs, cost, 'body_rebuilt', detail);
  return [
    rebuilt(
      each((value) => value.replace(lostPlus, '+')),
      likely,
      'the plus signs of the numbers were signed; the form holds spaces in their place',
    ),
    rebuilt(
      each((value) => value.replaceAll('+', ' ')),
      likely,
      'spaces were signed; the form holds plus signs in their place',
    ),
    rebuilt(each(decodedAgain), likely, 'the values were signed decoded; the form holds them encoded twice'),
    spelling(
      each((value) => value.replace(/\r?\n/g, '\r\n')),
      likely,
      'body_whitespace',
      'line ends within the values were signed as CR LF',
    ),
    spelling(
      each((value) => value.replaceAll('\r\n', '\n')),
      likely,
      'body_whitespace',
      'line ends within the values were signed as LF',
    ),
    spelling(
      each((value) => Buffer.from(value, 'latin1').toString('utf8')),
      likely,
      'body_encoding',
      'the values were signed as UTF-8; the form holds them read as Latin-1',
    ),
    rebuilt(
      fields.filter(([, value]) => value !== ''),
      likely,
      'fields that are empty in the form were not signed',
    ),
    rebuilt(
      each((value) => (/^(?:null|undefined|None|nil)$/.test(value) ? '' : value)),
      likely,
      'empty values were signed; the form holds a word for nothing in their place',
    ),
    rebuilt(
      withoutSurplus(fields, query),
      likely,
      'the form was signed without fields that it shares with the query string',
    ),
    rebuilt([...fields, ...query], likely, 'the fields of the query string were signed with those of the form'),
    ...[...lostPluses(fields)].map((pairs) =>
      rebuilt(pairs, unusual, 'plus signs were signed; the form holds spaces in place of some'),
    ),
    ...[...droppedEmpties(fields)].map((pairs) =>
      rebuilt(pairs, unusual, 'empty fields were signed that the form does not hold any more'),
    ),
    ...[' ', '\n', '\r\n'].flatMap((space) =>
      ['Body', 'body'].flatMap((text) => [
        rebuilt(
          fields.map(([name, value]) => [name, name === text ? value + space : value]),
          unusual,
          'white space at the end of the text was signed',
        ),
        rebuilt(
          fields.map(([name, value]) => [name, name === text ? space + value : value]),
          unusual,
          'white space at the start of the text was signed',
        ),
      ]),
    ),
  ];
}

/** The text that is signed of fields. */
export function signedText(pairs: Pairs): string {
  const sorted = new URLSearchParams(pairs.map(([name, value]) => [name, value]));
  sorted.sort();
  return signedFields({ sorted });
}

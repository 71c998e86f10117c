import { InvalidArgumentError } from '@commander-js/extra-typings';

/** Reads an absolute http or https URL, for commander. Its bytes stay as they are. */
export function httpUrl(text: string): string {
  if (!/^https?:\/\/[^\s/?#]+[^\s]*$/i.test(text) || !URL.canParse(text)) {
    throw new InvalidArgumentError('Expected an absolute URL such as http://localhost:3000/callbacks/status.');
  }
  // What a request line can carry.
  if (/[^\u0021-\u00ff]/.test(text.replace(/#.*$/s, ''))) {
    throw new InvalidArgumentError('It holds characters that no request can carry: percent-encode them.');
  }
  return text;
}

/** Reads a whole number within bounds, for commander. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most) {
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

/** Collects what is given several times, for commander. Unlike its lists it takes no argument for a further value. */
export function collected(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), text];
}

/** Collects `name=value` pairs, for commander. */
export function namedValue(text: string, before: Readonly<Record<string, string>> | undefined): Record<string, string> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Expected NAME=VALUE.');
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}

// Control characters, those that turn the direction of what follows them, and halves of pairs: unseen, or all alike, they make
// one number look like another.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\p{Surrogate}]/gu;

/** Makes what cannot be seen in an id, a number or a name visible by its code. */
export function visibleText(text: string): string {
  return text.replace(unseen, (sign) => `⟨${sign.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}⟩`);
}

/** The same in JSON that is laid out in lines, as JSON itself escapes it: what is shown can be parsed, and says the same. */
export function visibleJson(json: string): string {
  return json.replace(unseen, (sign) =>
    sign === '\n' ? sign : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

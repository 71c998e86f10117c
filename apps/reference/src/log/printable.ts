// Control and format characters move the cursor, recolour the screen or turn the direction of what follows.
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/** A text from outside, safe to print on one line of a terminal and no longer than `most` characters. */
export function printable(text: string, most: number): string {
  const characters = [...text.replace(unprintable, '�')];
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}

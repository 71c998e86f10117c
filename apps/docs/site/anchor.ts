/**
 * The anchor of a heading, as GitHub makes it: a link with an anchor then leads to the same place on GitHub, on the site and in
 * the API reference, whose links TypeDoc writes in this way, too.
 */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

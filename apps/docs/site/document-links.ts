import { anchorOf } from './anchor.ts';

/** A link of a document: the text between its brackets' parentheses, and its line, counted from 1. */
export interface DocumentLink {
  readonly target: string;
  readonly line: number;
}

/** A document without what stands in it as code: brackets there are no links, and a number sign is no heading. */
function withoutCode(text: string): string {
  const blank = (code: string) => code.replaceAll(/[^\n]/g, ' ');
  return text.replaceAll(/^( *)(```+)[^\n]*\n[\s\S]*?\n\1\2$/gm, blank);
}

/** Every link and image of a document. */
export function linksOf(text: string): DocumentLink[] {
  const prose = withoutCode(text).replaceAll(/`[^`\n]*`/g, (code) => ' '.repeat(code.length));
  return [...prose.matchAll(/\]\(\s*([^)\s]+)[^)]*\)/g)].map((match) => ({
    target: match[1] ?? '',
    line: prose.slice(0, match.index).split('\n').length,
  }));
}

/** The anchors of a document: one for each heading, numbered where a heading stands several times. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutCode(text).matchAll(/^#{1,6} +(.+?)\s*#*$/gm)) {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '');
    const anchor = anchorOf(plain);
    let unique = anchor;
    for (let count = 1; anchors.has(unique); count += 1) unique = `${anchor}-${count}`;
    anchors.add(unique);
  }
  return anchors;
}

import { posix } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

const source = 'https://github.com/statuswire/statuswire/blob/main/';

/**
 * A markdown-it plugin: a link that leads out of the pages, to a package's README say, leads to the repository. On GitHub, where
 * the pages are read, too, the same link is relative.
 */
export function repositoryLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('repository-links', ({ tokens, env }) => {
    const folder = posix.join('docs', posix.dirname(String(env.relativePath)));
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null;
      if (href === null || /^(?:[a-z]+:|#|\/)/.test(href)) continue;
      const target = posix.join(folder, href);
      if (!target.startsWith('docs/')) token.attrSet('href', source + target);
    }
  });
}

import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';
import { anchorOf } from '../site/anchor.ts';
import { home } from '../site/home.ts';
import { pagesFolder } from '../site/paths.ts';
import { repositoryLinks } from '../site/repository-links.ts';
import { sidebar } from '../site/sidebar.ts';
import { vueOfThisPackage } from '../site/vue-of-this-package.ts';

const icon = readFileSync(new URL('../site/icon.svg', import.meta.url), 'utf8').trim();

export default defineConfig({
  title: 'StatusWire',
  description: 'What became of every message: SignalWire status callbacks, verified, typed and recorded',
  lang: 'en',
  srcDir: pagesFolder,
  outDir: 'dist',
  // Neither asks a host for anything: the theme without its font, and an index of the pages in place of a search service.
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Start', link: '/quick-start-express' },
      { text: 'Guide', link: '/receiving' },
      { text: 'Architecture', link: '/architecture' },
      { text: 'API', link: '/reference/' },
    ],
    sidebar: sidebar(),
    outline: { level: [2, 3] },
    socialLinks: [{ icon: 'github', link: 'https://github.com/statuswire/statuswire' }],
    footer: { message: 'MIT licence' },
  },
  transformPageData(page) {
    if (page.relativePath === 'index.md') Object.assign(page.frontmatter, home);
  },
  // Within the page: right wherever the site stands on its host.
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  vite: {
    plugins: [vueOfThisPackage()],
    // The index of the search is the largest, and is fetched only by who searches.
    build: { chunkSizeWarningLimit: 1_500 },
  },
  markdown: {
    anchor: { slugify: anchorOf },
    config: (markdown) => {
      markdown.use(repositoryLinks);
    },
  },
});

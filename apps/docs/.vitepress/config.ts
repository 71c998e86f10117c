import { defineConfig } from 'vitepress';
import { anchorOf } from '../site/anchor.ts';
import { pagesFolder } from '../site/paths.ts';
import { repositoryLinks } from '../site/repository-links.ts';
import { sidebar } from '../site/sidebar.ts';
import { vueOfThisPackage } from '../site/vue-of-this-package.ts';

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
  vite: { plugins: [vueOfThisPackage()] },
  markdown: {
    anchor: { slugify: anchorOf },
    config: (markdown) => {
      markdown.use(repositoryLinks);
    },
  },
});

import type { Plugin } from 'vite';

/**
 * A Vite plugin: the pages lie outside of this package, where no Vue is installed. Left to Node while the pages are rendered, it
 * is found from the bundle, which lies inside. (For the browser VitePress names the file itself.)
 */
export function vueOfThisPackage(): Plugin {
  return {
    name: 'vue-of-this-package',
    enforce: 'pre',
    resolveId(id, _importer, { ssr }) {
      return ssr && (id === 'vue' || id === 'vue/server-renderer') ? { id, external: true } : null;
    },
  };
}

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// For work on the pages: `pnpm dev` here, and the reference app on its own port.
const service = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    // The Content-Security-Policy lets nothing in that is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Kilobytes before compression.
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/api': service } },
});

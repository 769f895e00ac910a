import { defineConfig } from 'vite';

export default defineConfig({
  // Relative, so that the page works wherever it lies.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: { conditions: ['biospex-source', 'module', 'browser', 'import', 'default'] },
  build: {
    target: ['chrome111', 'firefox114', 'safari16.4'],
    // Its polyfill fetches, which the page's policy forbids.
    modulePreload: false,
    assetsInlineLimit: 0,
  },
  worker: { format: 'es' },
});

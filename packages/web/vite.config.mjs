import { defineConfig } from 'vite';

/** Vite's own server sends styles and updates in ways that the page's policy forbids. The built page keeps it. */
const withoutPolicy = {
  name: 'without policy',
  apply: /** @type {const} */ ('serve'),
  transformIndexHtml: (/** @type {string} */ html) =>
    html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
};

export default defineConfig({
  plugins: [withoutPolicy],
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

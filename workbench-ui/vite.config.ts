import { svelte } from '@sveltejs/vite-plugin-svelte'
import type { BuildOptions, Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

// Each page is one file: its script is built by itself into one, all its styles into one sheet.
// `boot` is the small script that runs before anything is drawn; every page has it.
const ENTRIES: Record<string, string> = {
  report: 'src/report/main.ts',
  options: 'src/options/main.ts',
  programme: 'src/programme/main.ts',
  boot: 'src/shared/boot.ts',
}

function page(name: string): BuildOptions {
  return {
    outDir: '../src/gengxin/publish/assets',
    emptyOutDir: false,
    cssCodeSplit: false,
    assetsInlineLimit: Number.MAX_SAFE_INTEGER,
    rolldownOptions: {
      input: ENTRIES[name]!,
      output: { entryFileNames: `${name}.js`, assetFileNames: `${name}[extname]` },
    },
  }
}

// The workbench is served: each room comes when it is entered, the map with its worker by itself.
const WORKBENCH: BuildOptions = {
  outDir: '../src/gengxin/web/assets',
  emptyOutDir: true,
  assetsDir: '',
  assetsInlineLimit: 0,
  rolldownOptions: { input: 'index.html' },
}

/** The page names the scripts that the first map needs, so that none of them waits for another. */
function askedAhead(): Plugin {
  return {
    name: 'asked-ahead',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle = {} }) => {
        const scripts = Object.values(bundle).flatMap((one) => (one.type === 'chunk' ? [one] : []))
        const wanted = scripts.filter(({ name }) => name === 'atlas').flatMap(({ fileName, imports }) => [fileName, ...imports])
        return [...new Set(wanted)].filter((file) => !html.includes(file)).map((file) => ({ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/assets/${file}` }, injectTo: 'head' as const }))
      },
    },
  }
}

export default defineConfig(({ mode }) => ({
  base: mode === 'workbench' ? '/assets/' : '/',
  plugins: [svelte(), askedAhead()],
  worker: { format: 'es' },
  build: {
    ...(mode === 'workbench' ? WORKBENCH : page(mode in ENTRIES ? mode : 'report')),
    target: 'es2022',
    modulePreload: mode === 'workbench' && { polyfill: false },
    chunkSizeWarningLimit: 4000,
  },
  test: { include: ['src/**/*.test.ts'] },
}))

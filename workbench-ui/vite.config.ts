import { svelte } from '@sveltejs/vite-plugin-svelte'
import type { BuildOptions } from 'vite'
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

export default defineConfig(({ mode }) => ({
  base: mode === 'workbench' ? '/assets/' : '/',
  plugins: [svelte()],
  worker: { format: 'es' },
  build: {
    ...(mode === 'workbench' ? WORKBENCH : page(mode in ENTRIES ? mode : 'report')),
    target: 'es2022',
    modulePreload: false,
    chunkSizeWarningLimit: 4000,
  },
  test: { include: ['src/**/*.test.ts'] },
}))

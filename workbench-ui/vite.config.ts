import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

// The report is one file: each entry is built by itself into one script, all styles into one sheet.
// `vite build --mode boot` makes the small script that runs before anything is drawn.
export default defineConfig(({ mode }) => {
  const entry = mode === 'boot' ? 'boot' : 'main'
  return {
    plugins: [svelte()],
    build: {
      outDir: '../src/gengxin/publish/assets',
      emptyOutDir: false,
      target: 'es2022',
      cssCodeSplit: false,
      assetsInlineLimit: Number.MAX_SAFE_INTEGER,
      modulePreload: false,
      chunkSizeWarningLimit: 4000,
      rolldownOptions: {
        input: `src/report/${entry}.ts`,
        output: {
          entryFileNames: mode === 'boot' ? 'boot.js' : 'report.js',
          assetFileNames: 'report[extname]',
        },
      },
    },
    test: { include: ['src/**/*.test.ts'] },
  }
})

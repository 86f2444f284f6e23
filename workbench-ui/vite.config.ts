import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

// Each page is one file: its script is built by itself into one, all its styles into one sheet.
// `boot` is the small script that runs before anything is drawn; every page has it.
const ENTRIES: Record<string, string> = {
  report: 'src/report/main.ts',
  options: 'src/options/main.ts',
  programme: 'src/programme/main.ts',
  boot: 'src/shared/boot.ts',
}

export default defineConfig(({ mode }) => {
  const name = mode in ENTRIES ? mode : 'report'
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
        input: ENTRIES[name]!,
        output: { entryFileNames: `${name}.js`, assetFileNames: `${name}[extname]` },
      },
    },
    test: { include: ['src/**/*.test.ts'] },
  }
})

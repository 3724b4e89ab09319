import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/parser.ts'],
    testTimeout: 120_000,
    // What is installed around the tests must not change what they see.
    env: { VIRTUAL_ENV: '', CONDA_PREFIX: '' },
    maxWorkers: 2,
  },
})

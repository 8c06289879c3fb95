import { defineConfig } from 'vitest/config'

/** `npm run test:dify`: tests on a real Dify server, which is not there in the other tests. */
export default defineConfig({
  ssr: { resolve: { conditions: ['@autoopt/source', 'module', 'node', 'development|production'] } },
  test: { include: ['apps/cli/e2e/**/*.e2e.ts'], testTimeout: 300_000, maxWorkers: 1, reporters: ['verbose'] },
})

import { existsSync, globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const propertySeed = fileURLToPath(new URL('property-seed.ts', import.meta.url))

/** One project per workspace package that has tests; sibling packages are read from source, so tests need no build. */
const packages = globSync('{packages,apps,tooling}/*')
  .concat('examples')
  .filter((root) => existsSync(`${root}/test`))

export default defineConfig({
  ssr: { resolve: { conditions: ['@autoopt/source', 'module', 'node', 'development|production'] } },
  test: {
    projects: packages.map((root) => ({ extends: true, test: { name: root, root, include: ['test/**/*.test.ts'] } })),
    setupFiles: [propertySeed],
    testTimeout: 180_000,
    maxWorkers: 2,
    // Relative to each package: that is what coverage is looked for below.
    coverage: { provider: 'v8', include: ['src/**'] },
  },
})

#!/usr/bin/env node
/**
 * Builds the package in the working directory from what its package.json promises:
 * every `exports` subpath as ESM, CJS and declarations; every `bin` as ESM alone.
 *
 * TypeScript 6 is a dependency of this package only: tsup bundles declarations through
 * the compiler API, which TypeScript 7 does not have. Types are checked by TypeScript 7.
 */
import { readFile } from 'node:fs/promises'
import { build } from 'tsup'

const { exports = {}, bin = {} } = JSON.parse(await readFile('package.json', 'utf8'))

const entries = Object.values(exports).flatMap((target) => target['@autoopt/source'] ?? [])
const commands = Object.values(bin).map((path) => path.replace(/^\.\/dist\/(.+)\.js$/, './src/$1.ts'))

const shared = {
  config: false,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  removeNodeProtocol: false,
  silent: true,
  // A literal is compiled once; what esbuild writes instead, `new RegExp(…)`, at each use. Node 20 knows \p{…}.
  esbuildOptions: (options) => {
    options.supported = { ...options.supported, 'regexp-unicode-property-escapes': true }
  },
}

if (entries.length > 0) await build({ ...shared, entry: entries, format: ['esm', 'cjs'], dts: true, clean: true })
if (commands.length > 0) await build({ ...shared, entry: commands, format: ['esm'], clean: entries.length === 0 })

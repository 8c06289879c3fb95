import { readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** This file: in the CJS build under the name that CJS has for it, which `node -e` gives to everybody, as `[eval]`. */
const here = typeof __filename === 'string' && isAbsolute(__filename) ? __filename : fileURLToPath(import.meta.url)
const require = createRequire(here)
const isSource = here.endsWith('.ts')
const packageFolder = join(dirname(here), isSource ? '../..' : '..')

/** A program that runs in a sandbox process, and what it must be able to read to start. */
export interface HostProgram {
  readonly program: string
  readonly readable: readonly string[]
}

/** Finds one of the programs of this package: as TypeScript in a checkout, as JavaScript where it is built. */
export function findHostProgram(name: 'javascript-host' | 'python-host' | 'template-host'): HostProgram {
  const folder = realpathSync(join(packageFolder, isSource ? 'src/sandbox' : 'dist'))
  return {
    program: join(folder, isSource ? `host/${name}.ts` : `sandbox/host/${name}.js`),
    readable: [join(folder, '/'), realpathSync(join(packageFolder, 'package.json'))],
  }
}

/** Jinja2 and MarkupSafe, which npm does not have; they come with this package. */
export function findJinja2(): { readonly jinja2: string; readonly markupSafe: string } {
  const folder = realpathSync(join(packageFolder, 'assets/python'))
  return { jinja2: join(folder, 'jinja2-3.1.6-py3-none-any.whl'), markupSafe: join(folder, 'markupsafe-3.0.3.zip') }
}

/** The light template engine: its folder, and the file to load. */
export function findLightEngine(): { readonly folder: string; readonly engine: string } {
  const engine = realpathSync(require.resolve('minijinja-js'))
  return { folder: realpathSync(dirname(require.resolve('minijinja-js/package.json'))), engine }
}

/** Where Pyodide is, and its version; `undefined` when it is not installed. */
export function findPyodide(): { readonly folder: string; readonly version: string } | undefined {
  let manifest: string
  try {
    manifest = require.resolve('pyodide/package.json')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }
  return { folder: realpathSync(dirname(manifest)), version }
}

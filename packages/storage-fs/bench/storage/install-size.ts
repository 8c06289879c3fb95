import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What an installation of a package brings along. */
export interface InstallSize {
  readonly ownBytes: number
  readonly dependencies: readonly { readonly name: string; readonly bytes: number }[]
}

/** Adds up the files of a built package that are published, and of everything that it depends on. */
export function installSize(packageFolder: string): InstallSize {
  const { name, files = [], dependencies } = readManifest(packageFolder)
  const found = new Map<string, number>()
  collect(dependencies, packageFolder, found)
  found.delete(name)
  return {
    ownBytes: ['package.json', 'README.md', ...files].reduce(
      (sum, file) => sum + bytesOf(join(packageFolder, file)),
      0,
    ),
    dependencies: [...found].map(([dependency, bytes]) => ({ name: dependency, bytes })),
  }
}

interface Manifest {
  readonly name: string
  readonly files?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

/** Packages of the workspace count with what they publish, others with all that lies in their folder. */
function collect(dependencies: Manifest['dependencies'], from: string, found: Map<string, number>): void {
  for (const name of Object.keys(dependencies ?? {})) {
    if (found.has(name)) continue
    const folder = resolvePackage(name, from)
    const manifest = readManifest(folder)
    const isOwn = !folder.includes('node_modules')
    found.set(name, isOwn ? installSize(folder).ownBytes : bytesOf(folder))
    collect(manifest.dependencies, folder, found)
  }
}

function resolvePackage(name: string, from: string): string {
  for (let folder = realpathSync(from); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(candidate)) return realpathSync(candidate)
    if (folder === dirname(folder)) throw new Error(`${name} is not installed for ${from}`)
  }
}

function bytesOf(path: string): number {
  if (!existsSync(path)) return 0
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.size
  return readdirSync(path)
    .filter((name) => name !== 'node_modules')
    .reduce((sum, name) => sum + bytesOf(join(path, name)), 0)
}

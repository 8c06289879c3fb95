/** Runs every TypeScript block of every README as a program of its package, as a reader would who copies it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const packages = ['packages', 'apps'].flatMap((storey) =>
  readdirSync(join(root, storey)).map((name) => `${storey}/${name}`),
)
const readmes = packages.filter((folder) => existsSync(join(root, folder, 'package.json')))

describe.each(readmes)('the README of %s', (folder) => {
  const path = join(root, folder, 'README.md')

  it('is there, in under 60 lines', async () => {
    expect((await readFile(path, 'utf8')).split('\n').length).toBeLessThan(60)
  })

  it('shows code that runs', async () => {
    const blocks = [...(await readFile(path, 'utf8')).matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code)
    if (folder.startsWith('packages/')) expect(blocks.length).toBeGreaterThan(0)
    for (const code of blocks) await runInside(join(root, folder), code)
  })
})

/** The program lies in the package, so that its imports resolve as a user's would. */
async function runInside(folder: string, code: string): Promise<void> {
  const scratch = await mkdtemp(join(folder, '.readme-'))
  try {
    await writeFile(join(scratch, 'example.ts'), code)
    const result = await execa(process.execPath, ['--conditions=@autoopt/source', 'example.ts'], {
      cwd: scratch,
      reject: false,
      timeout: 30_000,
    })
    expect(result.exitCode, result.stderr).toBe(0)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

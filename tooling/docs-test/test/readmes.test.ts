/**
 * Runs what the READMEs show, as a reader would who copies it: every TypeScript block of a package as a program of that
 * package, and every command of the root README, in its order, on the bundled example.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
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
    expect((await readFile(path, 'utf8')).trimEnd().split('\n').length).toBeLessThan(60)
  })

  it('shows code that runs', async () => {
    const blocks = [...(await readFile(path, 'utf8')).matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code)
    const failures = await Promise.all(blocks.map((code) => runInside(join(root, folder), code)))
    expect(failures).toEqual(blocks.map(() => ''))
    expect(blocks.length > 0).toBe(folder.startsWith('packages/'))
  })
})

it('shows commands in the root README that work one after the other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'readme-'))
  await cp(join(root, 'examples/support-desk'), folder, { recursive: true })
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  const commands = [...readme.matchAll(/^npm run -s autoopt -- ([^#\n]+)/gm)].map(([, command = '']) => command.trim())
  const failures: string[] = []
  for (const command of commands) {
    const entry = ['--conditions=@autoopt/source', join(root, 'apps/cli/src/cli.ts'), ...command.split(/\s+/)]
    const { exitCode, stderr } = await execa(process.execPath, entry, { cwd: folder, reject: false, timeout: 60_000 })
    if (exitCode !== 0) failures.push(`${command}: ${stderr}`)
  }
  expect(failures).toEqual([])
  expect(commands.length).toBeGreaterThan(4)
})

/**
 * The program lies in the package, so that its imports resolve as a user's would.
 *
 * @returns what it said when it failed, else nothing.
 */
async function runInside(folder: string, code: string): Promise<string> {
  const scratch = await mkdtemp(join(folder, '.readme-'))
  try {
    await writeFile(join(scratch, 'example.ts'), code)
    const result = await execa(process.execPath, ['--conditions=@autoopt/source', 'example.ts'], {
      cwd: scratch,
      reject: false,
      timeout: 30_000,
    })
    return result.exitCode === 0 ? '' : result.stderr
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseDsl } from '@autoopt/dsl'
import { expect, it } from 'vitest'

const run = async (program: string, ...parameters: string[]) => {
  const path = fileURLToPath(new URL(`../${program}`, import.meta.url))
  return promisify(execFile)(process.execPath, ['--conditions=@autoopt/source', path, ...parameters])
}

it('keep-versions keeps two versions that a second run finds taken', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'examples-'))
  const { stdout } = await run('keep-versions.ts', folder)
  expect(stdout).toContain('1.0.0  Greet the customer.\n1.1.0  Greet the customer by name, in one sentence.\n')
  await expect(run('keep-versions.ts', folder)).rejects.toThrow(/already has version 1\.0\.0/)
})

it('optimize-a-file prints the app with better prompts and the same references', async () => {
  const source = await readFile(new URL('../support-desk/app.yml', import.meta.url), 'utf8')
  const { stdout, stderr } = await run('optimize-a-file.ts')
  expect(stderr).toMatch(/[1-9] of 7 prompts rewritten/)
  const references = (text: string) =>
    parseDsl(text).prompts.flatMap((prompt) => prompt.references.map((reference) => reference.text))
  expect(references(stdout)).toEqual(references(source))
})

it(
  'optimize-a-function improves both prompts of a program and keeps their placeholders',
  { timeout: 60_000 },
  async () => {
    const { stdout } = await run('optimize-a-function.ts')
    expect(stdout).toMatch(/^deploy: Proven better/)
    expect(stdout).toContain('Say one word.')
    expect(stdout).toContain('End with “Kind regards”.')
    expect(stdout).toMatch(/--- reply[^]*\{\{letter\}\}[^]*\{\{kind\}\}/)
  },
)

it('close-the-loop measures, optimizes, measures again and keeps what is better', { timeout: 120_000 }, async () => {
  const { stdout } = await run('close-the-loop.ts')
  const { baseline_score, variant_score, improvement, patches, verdict, labels } = JSON.parse(stdout)
  expect(patches).toBeGreaterThan(0)
  expect(variant_score).toBeGreaterThanOrEqual(baseline_score)
  expect(variant_score - baseline_score).toBeCloseTo(improvement, 10)
  expect(verdict).toBe('deploy')
  expect(labels).toHaveLength(patches)
  expect(labels.map(([, version]: [string, string]) => version)).not.toContain(null)
})

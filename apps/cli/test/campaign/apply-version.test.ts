import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VersionManager } from '@autoopt/optimizer'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { describe, expect, it } from 'vitest'
import { runCli } from '../run-cli.ts'

const appFile = (system: string): string => `app: {name: Sorter, mode: completion}
model_config:
  pre_prompt: ${JSON.stringify(system)}
  user_input_form: [{paragraph: {label: Letter, variable: letter, required: true}}]
`
const promptId = 'app_app_pre_prompt'

/** A folder with an app and a store with two versions of its prompt; `production` is the second. */
async function folderWithVersions(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'apply-'))
  await writeFile(join(folder, 'app.yml'), appFile('Sort {{letter}}.'))
  const extracted = {
    workflow_id: 'app',
    node_id: 'app',
    node_type: 'app',
    role: 'user',
    variables: ['letter'],
    context: {},
  }
  const prompt = (text: string) => ({ id: promptId, text, ...extracted, extracted_at: '2026-01-01T00:00:00.000Z' })
  const store = new FileSystemStorage({ storageDir: join(folder, 'versions') })
  const manager = new VersionManager(store)
  await manager.createVersion(prompt('Sort {{letter}}.'), { metadata: { strategy: 'extracted' } })
  const reasons = {
    strategy: 'reflective',
    campaign_id: 'optimize-1',
    verdict: 'deploy',
    hypotheses: ['missing_rule'],
    evidence_cases: ['case_7'],
    statistics: { difference: 0.2, interval: { low: 0.1, high: 0.3, level: 0.95 }, cases: 30, won: 9, lost: 1 },
  }
  const better = await manager.createVersion(prompt('Sort {{letter}} by urgency.'), { metadata: reasons })
  await store.setLabel(promptId, 'production', better.version)
  await store.close()
  return folder
}

describe('apply of kept versions', () => {
  it('writes the versions of a label into a file, and undoes it to the byte', async () => {
    const folder = await folderWithVersions()
    const app = join(folder, 'app.yml')
    const flags = ['--storage', 'versions', '--in-place']
    const applied = await runCli(folder, 'apply', 'app.yml', '--label', 'production', ...flags)
    expect({ ...applied, text: await readFile(app, 'utf8') }).toMatchObject({
      exitCode: 0,
      text: expect.stringContaining('Sort {{letter}} by urgency.') as string,
    })
    const undone = await runCli(folder, 'apply', 'app.yml', '--rollback', '--in-place')
    expect({ ...undone, text: await readFile(app, 'utf8') }).toMatchObject({
      exitCode: 0,
      text: appFile('Sort {{letter}}.'),
    })
    await runCli(folder, 'apply', 'app.yml', '--rollback', '--in-place')
    expect(await readFile(app, 'utf8')).toContain('by urgency')
  }, 120_000)

  it('writes one version of one prompt, and refuses what is not there', async () => {
    const folder = await folderWithVersions()
    const latest = JSON.parse(
      (await runCli(folder, 'versions', 'show', promptId, '--storage', 'versions', '--json')).stdout,
    ) as { version: string }
    const name = `${promptId}@${latest.version}`
    const flags = ['--storage', 'versions', '-o', 'new.yml']
    expect((await runCli(folder, 'apply', 'app.yml', '--version', name, ...flags)).exitCode).toBe(0)
    expect(await readFile(join(folder, 'new.yml'), 'utf8')).toContain('by urgency')
    const refused: [string[], string][] = [
      [['--version', 'other@1.0.0'], 'The app has no prompt "other"'],
      [['--version', promptId], '--version takes <prompt>@<version>'],
      [['--version', `${promptId}@9.0.0`], 'There is no version 9.0.0'],
      [['--label', 'staging'], 'points at no version'],
      [['--label', 'production', '--rollback'], 'Give one of'],
    ]
    for (const [words, message] of refused) {
      const { exitCode, stderr } = await runCli(folder, 'apply', 'app.yml', ...words, ...flags)
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) as string })
    }
  }, 120_000)

  it('tells where a version came from and why', async () => {
    const folder = await folderWithVersions()
    const { exitCode, stdout } = await runCli(folder, 'versions', 'lineage', promptId, '--storage', 'versions')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('deploy by optimize-1')
    expect(stdout).toContain('+20.0 points (95 % interval +10.0 to +30.0) on 30 cases: 9 won, 1 lost')
    expect(stdout).toContain('because of: missing rule')
    expect(stdout).toContain('seen in: case_7')
    expect(stdout.trimEnd().split('\n').at(-1)).toContain(`${promptId}@1.0.0`)
  }, 120_000)
})

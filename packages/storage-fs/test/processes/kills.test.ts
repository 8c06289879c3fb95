/**
 * Four processes at a time do all kinds of work and are killed at a moment of chance, over and over on one store; then
 * everything that any of them was told must hold. `AUTOOPT_LONG=1` makes it 500 kills.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { FileSystemStorage } from '../../src/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import type { MixedStep } from './mixed-step.ts'

const isLong = process.env['AUTOOPT_LONG'] === '1'
const workers = 4
const rounds = isLong ? 125 : 6

interface Worker {
  readonly child: ChildProcessByStdio<null, Readable, null>
  readonly prompt: string
  readonly output: { text: string }
}

test.each([
  { durability: 'strict', disk: '', how: 'strict' },
  { durability: 'fast', disk: '', how: 'fast' },
  { durability: 'strict', disk: 'linkless', how: 'without hard links' },
])(
  'after kills at random moments everything that was acknowledged holds, and nothing is half done ($how)',
  async ({ durability, disk }) => {
    const storageDir = join(await temporaryFolder(), 'store')
    const shared: string[] = []
    for (let round = 0; round < rounds; round += 1) {
      const running = Array.from({ length: workers }, (_, index) =>
        start(storageDir, { round, index, durability, disk }),
      )
      await Promise.all(running.map(async ({ child }) => once(child.stdout, 'data')))
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 400))
      for (const { child } of running) child.kill('SIGKILL')
      await Promise.all(running.map(async ({ child }) => once(child, 'close')))

      const storage = new FileSystemStorage({ storageDir })
      for (const { prompt, output } of running) {
        const steps = stepsOf(output.text)
        await checkPrompt(storage, prompt, steps)
        shared.push(...steps.filter(({ done }) => done === 'saveNext').flatMap(({ versions }) => versions))
      }
      expect(new Set(shared).size).toBe(shared.length)
      const versions = (await storage.listVersions('shared')).map(({ version }) => version)
      expect(versions).toEqual(expect.arrayContaining(shared))
      const { problems } = await storage.verify()
      // What a kill has cut short without hard links is put aside.
      expect(problems.filter(({ kind }) => disk === '' || kind !== 'quarantined')).toEqual([])
      await storage.close()
    }
  },
  isLong ? 600_000 : 60_000,
)

function start(
  storageDir: string,
  {
    round,
    index,
    durability,
    disk,
  }: Readonly<Record<'round' | 'index', number> & Record<'durability' | 'disk', string>>,
): Worker {
  const script = fileURLToPath(new URL('mixed-worker.ts', import.meta.url))
  const number = round * workers + index
  const flags = ['--conditions=@autoopt/source', '--disable-warning=ExperimentalWarning']
  const child = spawn(
    process.execPath,
    [...flags, script, storageDir, String(number), String(number + 1), durability, disk],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  const output = { text: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output.text += chunk
  })
  return { child, prompt: `worker-${number}`, output }
}

/** The last line may be cut short. */
function stepsOf(text: string): MixedStep[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as MixedStep)
}

async function checkPrompt(storage: FileSystemStorage, prompt: string, steps: readonly MixedStep[]): Promise<void> {
  const versionsOf = (filter: (step: MixedStep) => boolean): Set<string> =>
    new Set(steps.filter(filter).flatMap(({ versions }) => versions))
  const present = new Set((await storage.listVersions(prompt)).map(({ version }) => version))
  const saved = versionsOf(({ done }) => done === 'save' || done === 'saveMany')
  const deleting = versionsOf(({ begin }) => begin === 'delete')
  const deleted = versionsOf(({ done }) => done === 'delete')

  expect([...saved].filter((version) => !present.has(version) && !deleting.has(version))).toEqual([])
  expect([...deleted].filter((version) => present.has(version))).toEqual([])
  for (const { versions } of steps.filter(({ begin }) => begin === 'saveMany')) {
    const there = versions.filter((version) => present.has(version) || deleting.has(version))
    expect([0, versions.length]).toContain(there.length)
  }
  const labels = steps.filter(({ begin, done }) => begin === 'label' || done === 'label')
  const last = labels.findLastIndex(({ done }) => done === 'label')
  const possible = labels.slice(Math.max(0, last)).flatMap(({ versions }) => versions)
  const label = await storage.getLabel(prompt, 'best')
  expect(last === -1 ? [undefined, ...possible] : possible).toContain(label)
}

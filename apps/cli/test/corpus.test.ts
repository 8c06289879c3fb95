import { readFile } from 'node:fs/promises'
import { hasCorpus } from '@autoopt/corpus'
import { describe, expect, it } from 'vitest'
import { runCorpus } from './run-corpus.ts'

const table = JSON.parse(await readFile(new URL('corpus-runs.json', import.meta.url), 'utf8')) as Record<string, string>

describe.skipIf(!hasCorpus)('real workflow files on the simulator', () => {
  it('run to their end, or stop at a node that needs a recording and say how to make it', async () => {
    expect(await runCorpus()).toEqual(table)
  }, 300_000)

  it('run to their end in more than 60 cases', () => {
    expect(Object.values(table).filter((outcome) => outcome === 'ran').length).toBeGreaterThanOrEqual(60)
  })
})

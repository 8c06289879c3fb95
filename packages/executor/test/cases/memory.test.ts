import { execFile } from 'node:child_process'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folderWith } from './collect-cases.ts'

const ROWS = 200_000
/** Node and the libraries need half of it. */
const HEAP_MB = 64
const program = fileURLToPath(new URL('count-cases.ts', import.meta.url))

/** Runs the program with a bounded heap; `undefined` when the heap was too small. */
async function count(file: string, ...rest: string[]): Promise<string | undefined> {
  const options = ['--conditions=@autoopt/source', `--max-old-space-size=${HEAP_MB}`, program, file, ...rest]
  return new Promise((resolve, reject) => {
    execFile(process.execPath, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else if (stderr.includes('heap')) resolve(undefined)
      else reject(error)
    })
  })
}

async function writeRows(folder: string, name: string, row: (index: number) => string): Promise<string> {
  await using file = await open(join(folder, name), 'a')
  for (let start = 0; start < ROWS; start += 10_000)
    await file.write(Array.from({ length: 10_000 }, (_, index) => row(start + index)).join(''))
  return join(folder, name)
}

describe('200,000 cases of a file', { timeout: 180_000 }, () => {
  let folder = ''
  beforeAll(async () => {
    folder = await folderWith('many.csv', 'case_id,question,expected_outputs.answer,tags\n')
    await writeRows(folder, 'many.csv', (index) => `case-${index},"What is ${index}?\nSay it.",${index},"a, b"\n`)
    await writeRows(folder, 'many.jsonl', (index) => `{"inputs":{"question":"What is ${index}?"},"tags":["a","b"]}\n`)
  }, 60_000)
  afterAll(async () => rm(folder, { recursive: true }))

  it('in CSV, with ids, pass through a heap that cannot hold them', async () => {
    expect(await count(join(folder, 'many.csv'))).toBe(`${ROWS} 0`)
  })

  it('in JSON Lines, without ids, pass through it too', async () => {
    expect(await count(join(folder, 'many.jsonl'))).toBe(`${ROWS} 0`)
  })

  it('do not fit into that heap when they are kept', async () => {
    expect(await count(join(folder, 'many.jsonl'), 'keep')).toBeUndefined()
  })
})

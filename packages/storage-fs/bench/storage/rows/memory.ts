/** Row 19: what a store keeps in memory of prompts that nobody reads, and of their lists of versions. */
import { FileSystemStorage } from '@autoopt/storage-fs'
import { compare } from '../comparison.ts'
import { bigStoreOf, type Context } from '../context.ts'
import type { Row } from '../row.ts'
import { samplePromptId } from '../sample-record.ts'

export async function measure(context: Context): Promise<Row[]> {
  const { storageDir, prompts, versions } = bigStoreOf(context)
  const sample = async () => {
    const store = new FileSystemStorage({ storageDir })
    // What any store takes once it is open does not grow with its prompts.
    await store.has('no_such_prompt')
    const before = bytesInUse()
    await store.listPrompts()
    const untouched = bytesInUse()
    for (let index = 0; index < prompts; index += 1) await store.listVersionNumbers(samplePromptId(index))
    const listed = bytesInUse()
    await store.close()
    return { untouched: (untouched - before) / prompts, listed: (listed - before) / prompts }
  }
  const run = await compare([{ name: 'a prompt', sample }], { rounds: 3 })
  return [
    {
      id: '19',
      title: `Memory for each of ${prompts.toLocaleString('en')} prompts of ${versions} versions`,
      figures: run.figures(['a prompt: untouched', 'a prompt: listed'], 'B'),
      claims: [
        {
          text: 'a prompt that was named by listPrompts',
          unit: 'B',
          value: run.spread('a prompt: untouched'),
          atMost: 450,
          isJudged: false,
        },
        {
          text: 'a prompt whose version numbers were listed',
          unit: 'B',
          value: run.spread('a prompt: listed'),
          atMost: 2300,
          isJudged: false,
        },
      ],
      rounds: run.count,
    },
  ]
}

/** After everything that nobody holds is gone; the process is started with `--expose-gc`. */
function bytesInUse(): number {
  if (globalThis.gc === undefined) throw new Error('The memory of a process that cannot collect garbage tells nothing')
  for (let turn = 0; turn < 3; turn += 1) globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

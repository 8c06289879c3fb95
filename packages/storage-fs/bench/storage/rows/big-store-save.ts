/** Row 3: a save into a big store costs what it costs in a store of one version. */
import { join } from 'node:path'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { compare, type Contender } from '../comparison.ts'
import { bigStoreOf, type Context } from '../context.ts'
import type { Row } from '../row.ts'
import { samplePromptId, sampleRecord } from '../sample-record.ts'
import { timeOperations } from '../time-operations.ts'

const savesPerSample = 40

export async function measure(context: Context): Promise<Row[]> {
  const { storageDir, prompts, versions } = bigStoreOf(context)
  const big = new FileSystemStorage({ storageDir, durability: 'fast' })
  const small = new FileSystemStorage({ storageDir: join(context.folder, 'small'), durability: 'fast' })
  await small.saveVersion(sampleRecord(samplePromptId(0), '1.0.0'))
  const files = (prompts * versions).toLocaleString('en')
  const [intoBig, intoSmall] = [`storage-fs fast, into ${files} versions`, 'storage-fs fast, into 1 version']
  const run = await compare(
    [
      // Every save goes to another prompt of fifty versions, all over the store.
      saving(intoBig, big, (turn) => samplePromptId((turn * 7919) % prompts)),
      saving(intoSmall, small, () => samplePromptId(0)),
    ],
    { rounds: context.rounds },
  )
  await big.close()
  await small.close()
  return [
    {
      id: '3',
      title: `Durable save into ${files} versions`,
      figures: run.figures([intoBig, intoSmall]),
      claims: [run.ratio(intoBig, intoSmall, { atMost: 1.1 })],
      rounds: run.count,
    },
  ]
}

function saving(name: string, store: FileSystemStorage, promptIdOf: (turn: number) => string): Contender {
  let saved = 0
  return {
    name,
    sample: () =>
      timeOperations(savesPerSample, () => {
        saved += 1
        return store.saveVersion(sampleRecord(promptIdOf(saved), `2.${saved}.0`))
      }),
  }
}

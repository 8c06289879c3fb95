/** Row 22: how long other work waits while saves are in flight. */
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { FileSystemStorage } from '@autoopt/storage-fs'
import { compare, type Contender, type Sample } from '../comparison.ts'
import type { Context } from '../context.ts'
import { saveRaw, saveRawWithPromises } from '../raw-floor.ts'
import type { Row } from '../row.ts'
import { inFlight, rawTarget, type SaveTarget, storeTarget } from '../save-target.ts'

const width = 64
const savesPerSample = 1024
const maxDelayMs = 10

export async function measure({ folder, rounds }: Context): Promise<Row[]> {
  const fast = new FileSystemStorage({ storageDir: join(folder, 'fast'), durability: 'fast' })
  const strict = new FileSystemStorage({ storageDir: join(folder, 'strict'), durability: 'strict' })
  const run = await compare(
    [
      delayWhile(storeTarget('storage-fs fast', fast)),
      delayWhile(storeTarget('storage-fs strict', strict)),
      delayWhile(rawTarget('fs.promises', join(folder, 'promises'), saveRawWithPromises)),
      delayWhile(rawTarget('raw floor, one at a time', join(folder, 'raw'), yielding(saveRaw)), 1),
    ],
    { rounds: Math.min(rounds, 7) },
  )
  await fast.close()
  await strict.close()
  const names = ['storage-fs fast', 'storage-fs strict', 'fs.promises', 'raw floor, one at a time']
  return [
    {
      id: '22',
      title: `Event-loop delay while ${width} saves are in flight, timer of 1 ms included`,
      figures: run.figures(
        names.flatMap((name) => [`${name}: p50`, `${name}: p99`, `${name}: max`]),
        'ms',
      ),
      claims: [
        {
          text: 'storage-fs fast, p99',
          unit: 'ms',
          value: run.spread('storage-fs fast: p99'),
          atMost: maxDelayMs,
          isJudged: false,
        },
      ],
      rounds: run.count,
    },
  ]
}

function delayWhile(target: SaveTarget, lanes = width): Contender {
  const saving = inFlight(target, { count: savesPerSample, width: lanes })
  return {
    name: target.name,
    sample: async (): Promise<Sample> => {
      const delay = monitorEventLoopDelay({ resolution: 1 })
      delay.enable()
      await saving.sample()
      delay.disable()
      return { p50: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 }
    },
  }
}

/** A program that saves synchronously can let others run between two saves. */
function yielding(write: typeof saveRaw): typeof saveRawWithPromises {
  return async (directory, name, bytes) => {
    write(directory, name, bytes)
    await new Promise(setImmediate)
  }
}

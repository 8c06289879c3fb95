import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, realpathSync, writeSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { foreignShare, readProcessorUse } from './processor-use.ts'
import { makeDirectory, saveRaw } from './raw-floor.ts'
import { spreadOf } from './spread.ts'

/** What one has to know of a machine to read figures from it. */
export interface MachineFacts {
  readonly node: string
  readonly system: string
  readonly processor: string
  readonly cores: number
  readonly memoryGb: number
  readonly folder: string
  readonly fileSystem: string
  readonly device: string
  readonly journal: string
  /** One `fsync` of 4 KB that overwrite a file in place. */
  readonly flushUs: number
  /** Write, flush, rename, flush the directory: 2 KB. */
  readonly floorUs: number
  /** Processors' worth of time that other programs use before the run; undefined where it cannot be told. */
  readonly foreignShare: number | undefined
}

/** Measures the machine and the disk under a folder. */
export async function machineFacts(folder: string): Promise<MachineFacts> {
  const mount = mountOf(folder)
  const [first] = cpus()
  return {
    node: process.version,
    system: `${process.platform} ${release()} ${process.arch}`,
    processor: first?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    folder,
    fileSystem: mount?.type ?? 'unknown',
    device: mount?.device ?? 'unknown',
    journal: mount === undefined ? 'unknown' : journalOf(mount),
    flushUs: measureFlush(folder),
    floorUs: measureFloor(folder),
    foreignShare: await measureForeignShare(),
  }
}

interface Mount {
  readonly point: string
  readonly type: string
  /** The kernel's name of the block device, e.g. `vda1`; of anything else what was mounted. */
  readonly device: string
}

/** The innermost mount that holds the folder, from Linux's table. */
function mountOf(folder: string): Mount | undefined {
  if (!existsSync('/proc/self/mountinfo')) return undefined
  const path = `${realpathSync(folder)}/`
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Mount => {
      const [left = '', right = ''] = line.split(' - ')
      const [, , number = '', , point = ''] = left.split(' ')
      const [type = '', source = ''] = right.split(' ')
      const block = `/sys/dev/block/${number}`
      return { point, type, device: existsSync(block) ? basename(realpathSync(block)) : source }
    })
    .filter(({ point }) => path.startsWith(point === '/' ? '/' : `${point}/`))
    .toSorted((a, b) => a.point.length - b.point.length)
    .at(-1)
}

/** ext3 and ext4 list their journals under `/proc/fs/jbd2`, as `<device>-<inode>`. */
function journalOf({ type, device }: Mount): string {
  if (type === 'tmpfs') return 'none, and no disk'
  if (!type.startsWith('ext')) return 'as the file system has it'
  const journals = existsSync('/proc/fs/jbd2') ? readdirSync('/proc/fs/jbd2') : []
  return journals.some((journal) => journal.replace(/-\d+$/, '') === device) ? 'yes' : 'NONE'
}

function measureFlush(folder: string): number {
  const block = Buffer.alloc(4096, 1)
  const descriptor = openSync(join(folder, 'flush'), 'w')
  writeSync(descriptor, block, 0, block.length, 0)
  fsyncSync(descriptor)
  const times = Array.from({ length: 50 }, () => {
    const start = performance.now()
    writeSync(descriptor, block, 0, block.length, 0)
    fsyncSync(descriptor)
    return (performance.now() - start) * 1000
  })
  closeSync(descriptor)
  return spreadOf(times).median
}

function measureFloor(folder: string): number {
  const directory = makeDirectory(join(folder, 'floor'))
  const bytes = Buffer.alloc(2048, 'x')
  const times = Array.from({ length: 50 }, (_, turn) => {
    const start = performance.now()
    saveRaw(directory, `${turn}.json`, bytes)
    return (performance.now() - start) * 1000
  })
  return spreadOf(times).median
}

async function measureForeignShare(): Promise<number | undefined> {
  const before = readProcessorUse()
  await wait(500)
  const after = readProcessorUse()
  return before === undefined || after === undefined ? undefined : foreignShare(before, after)
}

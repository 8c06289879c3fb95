/**
 * Runs a scenario on a disk, and at each of its calls asks what a power cut, or the end of its processes, would leave:
 *
 * 1. Run the scenario once. Before each call that follows a change, note what the disk is and what users were told.
 * 2. For each of these moments make the disks that may be found then: those of a power cut and that of a kill.
 * 3. Inspect each that was not seen before.
 * 4. Cut the power in some of the inspections in turn, while the store is being opened and read, and inspect again.
 * 5. At each moment also let another process read beside those that work, and cut the power then: what it was told must
 *    last like everything else.
 */
import { dirname } from 'node:path'
import { setImmediate as untilNextTurn } from 'node:timers/promises'
import { CrashDisk, type CrashDiskOptions } from './crash-disk.ts'
import { crashImages, type DiskModel } from './crash-images.ts'
import { CrashMachine } from './crash-machine.ts'
import { describeDisk } from './describe-disk.ts'
import { inspect } from './inspect.ts'
import { Ledger } from './ledger.ts'
import { diskAfterKill } from './rebuild-disk.ts'
import { type Random, seededRandom } from './seeded-random.ts'
import { type Moment, type OpenProcess, storageDir, watch, type WatchOptions, work, type World } from './world.ts'

/** Work on a store, by one process or several. */
export interface Scenario {
  readonly name: string
  /** What is there before, durably. */
  readonly prepare?: (open: OpenProcess) => Promise<void>
  readonly run: (open: OpenProcess) => Promise<void>
}

export interface ExploreOptions extends WatchOptions {
  readonly model: DiskModel
  /** About how many disks to inspect. */
  readonly budget: number
  readonly seed?: number
  /** Other than flushes of random length. */
  readonly disk?: CrashDiskOptions
}

export interface Exploration {
  readonly moments: number
  readonly inspected: number
  /** What is wrong, with what was done when. */
  readonly findings: string[]
}

/** Findings beyond these say nothing new. */
const maxFindings = 10

export async function explore(scenario: Scenario, options: ExploreOptions): Promise<Exploration> {
  const { model, budget, seed = 1 } = options
  const diskOptions = { whileFlushing: someTurns(seededRandom(seed)), ...options.disk }
  const world: World = { disk: new CrashDisk(diskOptions), machine: new CrashMachine(), ledger: new Ledger() }
  world.disk.makeDirectory(dirname(storageDir))
  if (scenario.prepare) await work(world, { ...options, mutate: undefined }, scenario.prepare)
  const start = world.disk.cut()
  const survivors = [...crashImages(start, { model, limit: 2, random: seededRandom(seed) })]
  const before = { ...world, disk: survivors.at(-1) as CrashDisk }
  const moments = await watch(before, options, scenario.run)
  const inspection = new Inspection(options, seededRandom(seed))
  inspection.findings.push(...before.ledger.findings)
  const perMoment = Math.ceil(budget / moments.length)
  for (const moment of moments) {
    await inspection.cutPower(moment, { model, limit: perMoment, depth: 1 })
    await inspection.kill(moment, model)
    await inspection.readBeside(moment, model)
    if (inspection.findings.length > maxFindings) break
  }
  return { moments: moments.length, inspected: inspection.count, findings: inspection.findings }
}

/** Flushes that take different times, so that they end in any order. */
function someTurns(random: Random): () => Promise<void> {
  return async () => {
    for (let turns = 1 + random.below(3); turns > 0; turns -= 1) await untilNextTurn()
  }
}

class Inspection {
  readonly findings: string[] = []
  count = 0
  readonly #options: WatchOptions
  readonly #random: Random
  readonly #seen = new Set<string>()

  constructor({ store, mutate }: WatchOptions, random: Random) {
    this.#options = { store, mutate }
    this.#random = random
  }

  async cutPower(
    moment: Moment,
    { model, limit, depth }: { readonly model: DiskModel; readonly limit: number; readonly depth: number },
  ): Promise<void> {
    for (const disk of crashImages(moment.cut, { model, limit, random: this.#random })) {
      const ledger = moment.ledger.clone()
      ledger.crash({ isPowerCut: true })
      const machine = moment.machine.restarted()
      const moments = await this.#inspect({ disk, machine, ledger }, `power cut before ${moment.before}`)
      if (depth === 0 || this.#random.below(8) > 0) continue
      const next = moments[this.#random.below(moments.length)]
      if (next) await this.cutPower(next, { model, limit: 3, depth: depth - 1 })
    }
  }

  /** Kills the processes, and then cuts the power after others have read: what these were told must last too. */
  async kill(moment: Moment, model: DiskModel): Promise<void> {
    const ledger = moment.ledger.clone()
    ledger.crash({ isPowerCut: false })
    const world = { disk: diskAfterKill(moment.cut), machine: moment.machine.afterKill(), ledger }
    const moments = await this.#inspect(world, `kill before ${moment.before}`)
    const last = moments.at(-1)
    if (last)
      await this.cutPower({ ...last, before: `the end, killed before ${moment.before}` }, { model, limit: 3, depth: 0 })
  }

  /** Lets another process read while those at work stand still, and then cuts the power. */
  async readBeside(moment: Moment, model: DiskModel): Promise<void> {
    const world = { disk: diskAfterKill(moment.cut), machine: moment.machine, ledger: moment.ledger.clone() }
    const read = async (open: OpenProcess): Promise<void> => {
      try {
        await open().readAll('a process beside')
      } catch (error) {
        world.ledger.findings.push(String(error))
      }
    }
    const last = (await watch(world, this.#options, read)).at(-1)
    const what = `a reader before ${moment.before}`
    this.findings.push(...world.ledger.findings.map((finding) => `${what}: ${finding}`))
    if (last) await this.cutPower({ ...last, before: `the end, with ${what}` }, { model, limit: 3, depth: 0 })
  }

  async #inspect(world: World, what: string): Promise<Moment[]> {
    const state = [...describeDisk(world.disk), ...world.ledger.describe()].join('\n')
    if (this.#seen.has(state)) return []
    this.#seen.add(state)
    this.count += 1
    const found = describeDisk(world.disk)
    const moments = await inspect(world, this.#options)
    this.findings.push(...world.ledger.findings.map((finding) => `${what}: ${finding}\n  on ${found.join('\n     ')}`))
    return moments
  }
}

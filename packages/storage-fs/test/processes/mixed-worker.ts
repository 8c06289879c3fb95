/**
 * A process that does all kinds of work on a store until it is killed, and says on standard output what it begins and
 * what was acknowledged, one line of JSON each. Arguments: storage directory, number of the worker, seed, durability, and
 * `linkless` to do without hard links.
 */
import { writeSync } from 'node:fs'
import { sampleVersionWithText } from '@autoopt/storage-core/testing'
import { nodeFilePort } from '../../src/files/node-file-port.ts'
import { FileSystemStorage } from '../../src/index.ts'
import { linklessPort } from '../crash/linkless-port.ts'
import type { MixedStep } from './mixed-step.ts'

const [storageDir = '', worker = '0', seed = '1', durability = 'strict', disk = ''] = process.argv.slice(2)
const files = disk === 'linkless' ? linklessPort(nodeFilePort) : nodeFilePort
const storage = new FileSystemStorage({ storageDir, files, durability: durability as 'strict' | 'fast' })
const own = `worker-${worker}`
let state = Number(seed)
let minor = Number(seed) * 1000
const kept: string[] = []

/** A small generator of its own: the same seed does the same work. */
function random(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}

function say(step: MixedStep): void {
  writeSync(1, `${JSON.stringify(step)}\n`)
}

function nextVersion(): string {
  minor += 1
  return `1.${minor}.0`
}

function record(version: string, promptId = own) {
  return sampleVersionWithText(`${own} ${version} `.repeat(1 + random(200)), { prompt_id: promptId, version })
}

async function save(): Promise<void> {
  const version = nextVersion()
  say({ begin: 'save', versions: [version] })
  await storage.saveVersion(record(version))
  say({ done: 'save', versions: [version] })
  kept.push(version)
}

async function saveMany(): Promise<void> {
  const versions = Array.from({ length: 2 + random(20) }, nextVersion)
  say({ begin: 'saveMany', versions })
  await storage.saveMany(versions.map((version) => record(version)))
  say({ done: 'saveMany', versions })
  kept.push(...versions)
}

async function saveNext(): Promise<void> {
  const { prompt_id: _, version: __, parent_version: ___, ...draft } = record('1.0.0', 'shared')
  const { version } = await storage.saveNext('shared', draft, { bump: 'patch' })
  say({ done: 'saveNext', versions: [version] })
}

async function remove(): Promise<void> {
  const [version] = kept.splice(random(kept.length), 1)
  if (version === undefined || (await storage.labelsOf(own))['best'] === version) return
  say({ begin: 'delete', versions: [version] })
  await storage.deleteVersion(own, version)
  say({ done: 'delete', versions: [version] })
}

async function label(): Promise<void> {
  const version = kept.at(-1)
  if (version === undefined) return
  say({ begin: 'label', versions: [version] })
  await storage.setLabel(own, 'best', version)
  say({ done: 'label', versions: [version] })
}

const work = [save, save, save, saveMany, saveNext, remove, label]
for (;;) await work[random(work.length)]?.()

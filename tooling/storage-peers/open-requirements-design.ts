/**
 * The design that this project was asked for at first: a lock for the whole store, the version as a file of its own, and
 * one index file that is written anew at every save. Their lock is the operating system's; here proper-lockfile stands for it.
 */
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { lock } from 'proper-lockfile'
import type { PeerStore } from './peer-store.ts'
import { replaceFile } from './replace-file.ts'

interface Index {
  version: string
  last_updated: string
  total_prompts: number
  total_versions: number
  index: Record<string, IndexEntry>
}

interface IndexEntry {
  latest_version: string
  version_count: number
  versions: string[]
  created_at: string
  updated_at: string
}

export function openRequirementsDesign(path: string): PeerStore {
  mkdirSync(path, { recursive: true })
  const indexFile = join(path, '.index.json')
  let index: Index = { version: '1.0.0', last_updated: '', total_prompts: 0, total_versions: 0, index: {} }
  let seen = ''

  const refresh = () => {
    const stamp = stampOf(indexFile)
    if (stamp !== seen && stamp !== '') index = JSON.parse(readFileSync(indexFile, 'utf8')) as Index
  }
  const add = (promptId: string, version: string) => {
    const now = new Date().toISOString()
    const entry = index.index[promptId]
    const versions = [...(entry?.versions ?? []), version]
    index.index[promptId] = {
      latest_version: version,
      version_count: versions.length,
      versions,
      created_at: entry?.created_at ?? now,
      updated_at: now,
    }
    index.last_updated = now
    index.total_prompts += entry === undefined ? 1 : 0
    index.total_versions += 1
  }

  return {
    name: "the requirements' design",
    isDurable: true,
    save: async ({ promptId, version: numbers, body }) => {
      const release = await lock(path, { realpath: false, retries: patience })
      try {
        const version = numbers.join('.')
        const directory = join(path, promptId)
        const file = join(directory, `${version}.json`)
        if (existsSync(file)) return false
        mkdirSync(directory, { recursive: true })
        replaceFile(file, body)
        refresh()
        add(promptId, version)
        replaceFile(indexFile, JSON.stringify(index, null, 2))
        seen = stampOf(indexFile)
        return true
      } finally {
        await release()
      }
    },
    close: () => undefined,
  }
}

/** Short waits, since the lock is held for a few milliseconds. */
const patience = { retries: 100_000, factor: 1.2, minTimeout: 1, maxTimeout: 20, randomize: true }

function stampOf(file: string): string {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false })
  return stat === undefined ? '' : `${stat.ino} ${stat.mtimeNs}`
}

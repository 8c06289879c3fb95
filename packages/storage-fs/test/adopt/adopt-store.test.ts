import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PromptVersion } from '@autoopt/storage-core'
import { describe, expect, test } from 'vitest'
import { FileSystemStorage, FormatError, ReadOnlyError } from '../../src/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** A record as the store that came before wrote it: another order of keys, no checksum. */
function record(promptId: string, version: string): PromptVersion {
  return {
    version,
    prompt_id: promptId,
    created_at: '2025-11-17T10:30:00Z',
    parent_version: version === '1.0.0' ? null : '1.0.0',
    metadata: { author: 'optimizer', strategy: 'clarity_focus' },
    prompt: {
      id: promptId,
      workflow_id: 'wf_001',
      node_id: 'llm_1',
      node_type: 'llm',
      text: 'You are a helpful assistant. 回答问题。',
      role: 'system',
      variables: ['input'],
      context: {},
      extracted_at: '2025-01-17T10:00:00Z',
    },
    analysis: null,
    optimization_result: null,
  }
}

const prompts = { wf_001_llm_1: ['1.0.0', '1.1.0', '1.10.0'], 'WF-002 LLM': ['1.0.0', '2.0.0-RC.1'] }

/** Writes a store of the format that came before: directories named by ids, `.index.json`, a file left by a crash. */
async function writeEarlierStore({ shardDepth = 0 } = {}): Promise<string> {
  const storageDir = join(await temporaryFolder(), 'store')
  for (const [promptId, versions] of Object.entries(prompts)) {
    const shard = createHash('sha256').update(promptId).digest('hex').slice(0, shardDepth)
    for (const version of versions) {
      const path = join(storageDir, shard, promptId, `${version}.json`)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await writeFile(path, JSON.stringify(record(promptId, version), null, 2))
    }
    await writeFile(join(storageDir, shard, promptId, '1.2.0.tmp.4711'), '{"version": "1.2')
  }
  const entry = { latest_version: '1.10.0', version_count: 3, versions: ['1.0.0', '1.1.0', '1.10.0'] }
  const index = { version: '1.0.0', last_updated: '2025-11-17T10:30:00Z', total_prompts: 2, total_versions: 5 }
  await writeFile(join(storageDir, '.index.json'), JSON.stringify({ ...index, index: { wf_001_llm_1: entry } }))
  return storageDir
}

describe.each([0, 2])('a store of the format that came before, with a shard depth of %i,', (shardDepth) => {
  test('is read, named, verified and written to', async () => {
    const storageDir = await writeEarlierStore({ shardDepth })
    const storage = new FileSystemStorage({ storageDir })

    for (const [promptId, versions] of Object.entries(prompts)) {
      expect(await storage.listVersions(promptId)).toEqual(versions.map((version) => record(promptId, version)))
    }
    expect((await storage.getLatestVersion('wf_001_llm_1'))?.version).toBe('1.10.0')
    const ids: string[] = []
    for await (const promptId of storage.promptIds()) ids.push(promptId)
    expect(ids.toSorted()).toEqual(Object.keys(prompts).toSorted())
    await storage.saveVersion(record('WF-002 LLM', '3.0.0'))
    expect((await storage.verify()).problems.map(({ kind }) => kind)).toEqual(['index', 'stray', 'stray'])
    await storage.close()

    const again = new FileSystemStorage({ storageDir })
    expect(await again.getLatestVersion('WF-002 LLM')).toEqual(record('WF-002 LLM', '3.0.0'))
    expect((await again.getStorageStats()).shard_depth).toBe(shardDepth)
  })
})

test('a store whose names are those of this package is read without a change', async () => {
  const storageDir = join(await temporaryFolder(), 'store')
  const path = join(storageDir, 'wf_001_llm_1', '1.0.0.json')
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(path, JSON.stringify(record('wf_001_llm_1', '1.0.0')))
  const before = await readdir(storageDir, { recursive: true })

  expect(await new FileSystemStorage({ storageDir }).listVersions('wf_001_llm_1')).toHaveLength(1)
  expect(await new FileSystemStorage({ storageDir, readOnly: true }).listVersions('wf_001_llm_1')).toHaveLength(1)
  expect(await readdir(storageDir, { recursive: true })).toEqual(before)
})

test('names are not changed under a reader that may not write', async () => {
  const storageDir = await writeEarlierStore()
  const before = await readdir(storageDir, { recursive: true })

  await expect(new FileSystemStorage({ storageDir, readOnly: true }).listVersions('x')).rejects.toThrow(ReadOnlyError)
  expect(await readdir(storageDir, { recursive: true })).toEqual(before)
})

test('a directory that nobody can tell the prompt of is an error that names it, and nothing is lost', async () => {
  const storageDir = await writeEarlierStore()
  const path = join(storageDir, 'WF-002 LLM')
  for (const name of ['1.0.0.json', '2.0.0-RC.1.json']) await writeFile(join(path, name), 'damaged')

  const opened = new FileSystemStorage({ storageDir }).listVersions('wf_001_llm_1')
  await expect(opened).rejects.toThrow(FormatError)
  await expect(opened).rejects.toThrow('WF-002 LLM')
  expect(await readFile(join(path, '1.0.0.json'), 'utf8')).toBe('damaged')
})

test('two directories that are of one prompt are not put together by guess', async () => {
  const storageDir = await writeEarlierStore()
  const again = join(storageDir, 'WF-002 LLM copy', '1.0.0.json')
  await mkdir(dirname(again), { mode: 0o700 })
  await writeFile(again, JSON.stringify(record('wf_001_llm_1', '1.0.0')))

  await expect(new FileSystemStorage({ storageDir }).listVersions('wf_001_llm_1')).rejects.toThrow(
    /belongs into .* which is there already/,
  )
})

test('a directory of which no file can be read is not given a name by guess', async () => {
  const storageDir = await writeEarlierStore()
  await writeFile(join(storageDir, 'WF-002 LLM', '1.0.0.json'), 'no JSON')
  await writeFile(join(storageDir, 'WF-002 LLM', '2.0.0-RC.1.json'), 'no JSON')

  await expect(new FileSystemStorage({ storageDir }).listVersions('wf_001_llm_1')).rejects.toThrow(
    /nothing in .* can be read/,
  )
})

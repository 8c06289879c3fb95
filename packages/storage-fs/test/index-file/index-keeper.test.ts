import { join } from 'node:path'
import { sampleVersion } from '@autoopt/storage-core/testing'
import { expect, test } from 'vitest'
import { nodeFilePort } from '../../src/files/node-file-port.ts'
import { FileSystemStorage } from '../../src/index.ts'
import { recordingPort } from '../crash/recording-port.ts'
import { temporaryFolder } from '../temporary-folder.ts'

test('a process that saves one version into a large store lists no directories to bring the index up to date', async () => {
  const storageDir = join(await temporaryFolder(), 'store')
  const ids = Array.from({ length: 1_200 }, (_, index) => `prompt-${index}`)
  const first = new FileSystemStorage({ storageDir, durability: 'none' })
  for (const prompt_id of ids) await first.saveVersion(sampleVersion({ prompt_id, version: '1.0.0' }))
  // What was written within the tick of a clock is not in the index.
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(await first.rebuildIndex()).toBe(ids.length)
  await first.close()

  const listed: string[] = []
  const files = recordingPort(nodeFilePort, ({ method, arguments: [path] }) => {
    if (method === 'list' && !String(path).includes('.tmp')) listed.push(String(path))
  })
  const second = new FileSystemStorage({ storageDir, files, durability: 'none' })
  await second.saveVersion(sampleVersion({ prompt_id: 'prompt-7', version: '1.1.0' }))
  await second.close()
  expect(listed).toEqual([])

  const third = new FileSystemStorage({ storageDir, files })
  expect(await third.listPrompts()).toHaveLength(ids.length)
  // The storage directory, and that of the prompt that has changed.
  expect(listed.toSorted()).toEqual([storageDir, join(storageDir, 'prompt-7')])
  expect(await third.listVersionNumbers('prompt-8')).toEqual(['1.0.0'])
  expect(listed).toHaveLength(2)
  expect(await third.listVersionNumbers('prompt-7')).toEqual(['1.0.0', '1.1.0'])
  await third.close()
})

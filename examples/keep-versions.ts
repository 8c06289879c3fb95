/** Keeps two versions of a prompt in a folder, with nothing of autoopt but its store. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PromptVersion } from '@autoopt/storage-core'
import { FileSystemStorage } from '@autoopt/storage-fs'

const folder = process.argv[2] ?? (await mkdtemp(join(tmpdir(), 'versions-')))
const storage = new FileSystemStorage({ storageDir: folder })

await storage.saveVersion(greeting('1.0.0', null, 'Greet the customer.'))
await storage.saveVersion(greeting('1.1.0', '1.0.0', 'Greet the customer by name, in one sentence.'))

for (const { version, prompt } of await storage.listVersions('desk_greeting_system'))
  console.log(`${version}  ${prompt.text}`)
console.log(`kept in ${folder}`)

function greeting(version: string, parent: string | null, text: string): PromptVersion {
  const now = new Date().toISOString()
  return {
    prompt_id: 'desk_greeting_system',
    version,
    created_at: now,
    parent_version: parent,
    metadata: { author: 'example' },
    prompt: {
      id: 'desk_greeting_system',
      workflow_id: 'desk',
      node_id: 'greeting',
      node_type: 'llm',
      text,
      role: 'system',
      variables: [],
      context: {},
      extracted_at: now,
    },
    analysis: null,
    optimization_result: null,
  }
}

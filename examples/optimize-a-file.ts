/** Rewrites an app file by rule with a loop of one's own: which patches to take is up to the program. */
import { readFile } from 'node:fs/promises'
import { parseDsl } from '@autoopt/dsl'
import { optimizeWorkflow } from '@autoopt/optimizer'
import { InMemoryStorage } from '@autoopt/storage-core'

const path = process.argv[2] ?? new URL('./support-desk/app.yml', import.meta.url)
const document = parseDsl(await readFile(path, 'utf8'), { workflowId: 'desk' })

const texts: Record<string, string> = {}
for await (const { selector, strategy } of optimizeWorkflow(document, {
  storage: new InMemoryStorage(),
  safeOnly: true,
})) {
  if (selector.by_id !== undefined && strategy.mode === 'replace') texts[selector.by_id] = strategy.content
}

console.error(`${Object.keys(texts).length} of ${document.prompts.length} prompts rewritten`)
console.log(document.replacePrompts(texts))

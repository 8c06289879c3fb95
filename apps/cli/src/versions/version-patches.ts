import type { PromptPatch } from '@autoopt/config'
import type { DslDocument } from '@autoopt/dsl'
import { VersionManager } from '@autoopt/optimizer'
import { UsageError } from '../exit-code.ts'
import { openNamedStorage, type StorageOptions } from '../open-storage.ts'

export interface ChosenVersions extends StorageOptions {
  /** Each as `<prompt>@<version>`. */
  readonly version?: readonly string[]
  readonly label?: string
}

/**
 * Kept versions as patches of an app: those that are named, or those of its prompts that a label points at.
 *
 * @throws {@link UsageError} for a name that is none, a prompt that the app does not have, and a label that points at nothing.
 */
export async function versionPatches(document: DslDocument, options: ChosenVersions): Promise<PromptPatch[]> {
  await using store = await openNamedStorage(options)
  const ids = document.prompts.map(({ id }) => id)
  if (options.version !== undefined) {
    const patches: PromptPatch[] = []
    for (const name of options.version) {
      const { promptId, version } = parseName(name)
      if (!ids.includes(promptId))
        throw new UsageError(`The app has no prompt "${promptId}". It has ${ids.join(', ')}.`)
      patches.push(patchOf(promptId, (await new VersionManager(store).getVersion(promptId, version)).prompt.text))
    }
    return patches
  }
  const { label = '' } = options
  const patches: PromptPatch[] = []
  for (const id of ids) {
    const found = await store.getByLabel(id, label)
    if (found !== undefined) patches.push(patchOf(id, found.prompt.text))
  }
  if (patches.length > 0) return patches
  throw new UsageError(`The label "${label}" points at no version of this app's prompts (${ids.join(', ')}).`)
}

/** Prompt ids may hold an `@`; versions hold none. */
function parseName(name: string): { readonly promptId: string; readonly version: string } {
  const at = name.lastIndexOf('@')
  if (at < 1 || at === name.length - 1)
    throw new UsageError(`--version takes <prompt>@<version>, such as app_llm_system@1.2.0, not "${name}".`)
  return { promptId: name.slice(0, at), version: name.slice(at + 1) }
}

function patchOf(id: string, content: string): PromptPatch {
  return { selector: { by_id: id }, strategy: { mode: 'replace', content } }
}

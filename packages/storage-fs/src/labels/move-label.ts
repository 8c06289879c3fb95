import { type LabelRevision, parseLabel, versionBefore, VersionNotFoundError } from '@autoopt/storage-core'
import { appendAudit } from '../observe/append-audit.ts'
import type { OpenStore } from '../open-store.ts'
import { addRevision, type Decide, refuseProtected, refuseUnexpected } from './add-revision.ts'
import { hasVersion } from './has-version.ts'
import type { LabelAddress, MoveLabelOptions } from './label-options.ts'

/** Points a label at a version; the whole way of `setLabel`. */
export async function setLabel(
  store: OpenStore,
  address: LabelAddress,
  version: string,
  options: MoveLabelOptions = {},
): Promise<LabelRevision> {
  const revision = await move(store, address, options, async (current) => {
    await refuseMissing(store, address, version)
    refuseUnexpected(address, current, options)
    return version
  })
  return revision as LabelRevision
}

/** Lets a label point at nothing; the whole way of `deleteLabel`. */
export async function deleteLabel(
  store: OpenStore,
  address: LabelAddress,
  options: MoveLabelOptions = {},
): Promise<boolean> {
  const revision = await move(store, address, options, async (current) => {
    refuseUnexpected(address, current, options)
    return typeof current?.version === 'string' ? null : undefined
  })
  return revision !== undefined
}

/** Points a label at the version before; the whole way of `rollbackLabel`. */
export async function rollBackLabel(
  store: OpenStore,
  address: LabelAddress,
  options: MoveLabelOptions = {},
): Promise<LabelRevision> {
  const revision = await move(store, address, options, async (current) => {
    refuseUnexpected(address, current, options)
    const directory = store.layout.promptDirectory(address.promptId)
    const version = versionBefore(await store.labels.history(directory, address.label))
    await refuseMissing(store, address, version)
    return version
  })
  return revision as LabelRevision
}

async function move(
  store: OpenStore,
  { promptId, label }: LabelAddress,
  options: MoveLabelOptions,
  decide: Decide,
): Promise<LabelRevision | undefined> {
  const address = { promptId, label: parseLabel(label) }
  if (store.options.readOnly) await store.openForWriting()
  await store.open()
  const revision = await store.labels.inTurn(store.layout.promptDirectory(promptId), label, async () =>
    addRevision(
      store,
      address,
      async (current) => {
        const version = await decide(current)
        if (version !== undefined) refuseProtected(store, address, current, options)
        return version
      },
      options,
    ),
  )
  if (revision) {
    const { version, author } = revision
    appendAudit(store, [{ action: 'label', prompt_id: promptId, label, version, author }])
  }
  return revision
}

async function refuseMissing(store: OpenStore, address: LabelAddress, version: string | undefined): Promise<void> {
  if (version !== undefined && (await hasVersion(store, address.promptId, version))) return
  throw new VersionNotFoundError({ ...address, version: version ?? null })
}

/**
 * Moves a label without a lock. Invariant: a label points at a version that exists.
 *
 * 1. Look at the last revision, n. Decide.
 * 2. Create revision n + 1, which fails if somebody else did; then begin again. From the link on everybody sees it.
 * 3. Look whether the version is still there. If not, go back to where the label was, by a further revision.
 *
 * A deletion moves the version to the trash first and looks at the labels after that (`trashUnlessLabelled`). Each side
 * shows what it does before it looks at the other, so at least one of a move and a deletion notices and takes its step
 * back; both may. A revision is never removed: somebody may have built on it.
 *
 * What this does not exclude: both processes being killed between their two steps. Then the label points at a version
 * that is in the trash; `getByLabel` finds nothing, and moving the label or restoring the version mends it.
 */
import { LabelConflictError, type LabelRevision, VersionNotFoundError } from '@autoopt/storage-core'
import { CorruptLabelError, ProtectedLabelError } from '../errors.ts'
import type { OpenStore } from '../open-store.ts'
import { hasVersion } from './has-version.ts'
import { labelDirectory, revisionPath } from './label-directory.ts'
import type { LabelAddress, MoveLabelOptions } from './label-options.ts'
import { formatRevisionFile } from './revision-file.ts'
import { statFile } from '../files/stat-file.ts'

/** Where a label is to point, seen from its last revision; undefined to leave it. May throw. */
export type Decide = (current: LabelRevision | undefined) => Promise<string | null | undefined>

/** How often a revision may be neither there nor free before that is an error. */
const maxStuck = 10

/**
 * Adds a revision to a label, whoever else does so at the same time.
 * @returns undefined when it was decided to leave the label.
 */
export async function addRevision(
  store: OpenStore,
  address: LabelAddress,
  decide: Decide,
  { author, message }: MoveLabelOptions,
): Promise<LabelRevision | undefined> {
  const directory = store.layout.promptDirectory(address.promptId)
  let previous: LabelRevision | undefined
  for (let stuck = 0; stuck < maxStuck; stuck += 1) {
    const current = await store.labels.current(directory, address.label)
    if (current?.revision !== previous?.revision) stuck = 0
    previous = current
    const version = await decide(current)
    if (version === undefined) return undefined
    const revision: LabelRevision = Object.freeze({
      revision: (current?.revision ?? 0) + 1,
      version,
      set_at: new Date(store.options.now()).toISOString(),
      ...(author === undefined ? {} : { author }),
      ...(message === undefined ? {} : { message }),
    })
    if (!(await createRevision(store, address, revision))) continue
    await keepOrTakeBack(store, address, { revision, previous: current })
    return revision
  }
  throw inTheWay(store, address, previous)
}

/** @returns whether the revision is now there and ours. */
export async function createRevision(
  store: OpenStore,
  { promptId, label }: LabelAddress,
  revision: LabelRevision,
): Promise<boolean> {
  const { queue } = await store.openForWriting()
  const directory = labelDirectory(store.layout.promptDirectory(promptId), label)
  const bytes = formatRevisionFile(revision)
  store.room.check(bytes.length)
  const before = revision.revision - 1
  // The store may be cleared under us: no revision without the one before.
  const isTaken = (): boolean => before > 0 && statFile(store.files, revisionPath(directory, before)) === undefined
  const stat = await queue.create({ path: revisionPath(directory, revision.revision), bytes, isTaken })
  return stat !== undefined
}

/** @throws {@link VersionNotFoundError} when the version was deleted while the label was moved; it was moved back then. */
export async function keepOrTakeBack(
  store: OpenStore,
  address: LabelAddress,
  {
    revision: { revision, version },
    previous,
  }: { readonly revision: LabelRevision; readonly previous: LabelRevision | undefined },
): Promise<void> {
  const { promptId } = address
  if (version === null || (await hasVersion(store, promptId, version))) return
  const goBack: Decide = async (current) => {
    // Moved on already.
    if (current?.revision !== revision) return undefined
    const target = previous?.version ?? null
    return target !== null && (await hasVersion(store, promptId, target)) ? target : null
  }
  await addRevision(store, address, goBack, { message: `Taken back: version ${version} was deleted` })
  throw new VersionNotFoundError({ ...address, version })
}

/** @throws {@link LabelConflictError} when a label does not point at `expected`, unless that is `undefined`. */
export function refuseUnexpected(
  address: LabelAddress,
  current: LabelRevision | undefined,
  { expected }: MoveLabelOptions,
): void {
  const actual = current?.version ?? null
  if (expected !== undefined && expected !== actual) throw new LabelConflictError({ ...address, expected, actual })
}

/** @throws {@link ProtectedLabelError} when a protected label points at a version, unless `force` is given. */
export function refuseProtected(
  { options, layout }: OpenStore,
  address: LabelAddress,
  current: LabelRevision | undefined,
  { force }: MoveLabelOptions,
): void {
  const version = current?.version ?? null
  if (force || version === null || !options.protectedLabels.includes(address.label)) return
  throw new ProtectedLabelError(layout.root, { ...address, version })
}

function inTheWay(
  { layout }: OpenStore,
  { promptId, label }: LabelAddress,
  current: LabelRevision | undefined,
): CorruptLabelError {
  const directory = labelDirectory(layout.promptDirectory(promptId), label)
  const path = revisionPath(directory, (current?.revision ?? 0) + 1)
  const why = 'it can be neither read nor created, so that the label cannot be moved'
  return new CorruptLabelError({ what: 'Cannot use a revision of a label', path, why })
}

/**
 * Finds changes of prompts. Directories are the truth: the state of each prompt is compared with the state that it had,
 * so that no change is lost for good, whatever is not noticed. Hints only say where to look at once. A directory is
 * watched before it is read, so that nothing falls between.
 */
import { basename, dirname, join, relative, sep } from 'node:path'
import { setImmediate as untilNextTurn } from 'node:timers/promises'
import { type LabelRevision, promptKey } from '@autoopt/storage-core'
import { listDirectory } from '../files/directories.ts'
import { statFile } from '../files/stat-file.ts'
import { labelDirectory } from '../labels/label-directory.ts'
import { promptDirectories } from '../layout/prompt-directories.ts'
import { isPlain, isPromptDirectoryName } from '../layout/prompt-directory-name.ts'
import { labelsPath } from '../layout/store-layout.ts'
import { versionsOfFileNames } from '../layout/version-order.ts'
import type { OpenStore } from '../open-store.ts'
import { promptIdIn } from '../read/prompt-id-in.ts'
import type { DirectoryHints } from './directory-hints.ts'
import { eventsBetween, type PromptState, type VersionEvent } from './version-event.ts'

/** How many prompts are looked at before others get their turn. */
const maxStep = 128

export class WatchedPrompts {
  readonly #store: OpenStore
  readonly #hints: DirectoryHints
  readonly #promptId: string | undefined
  readonly #states = new Map<string, PromptState>()
  /** Of the storage directory when it was last looked at; undefined while there is none. */
  #rootIno: number | undefined
  #unsettled: ReadonlySet<string> = new Set()

  /** @param promptId undefined for all prompts. */
  constructor(store: OpenStore, hints: DirectoryHints, promptId: string | undefined) {
    this.#store = store
    this.#hints = hints
    this.#promptId = promptId === undefined ? undefined : promptKey(promptId)
  }

  /** Whether hints come from everywhere. */
  get isCovered(): boolean {
    return this.#rootIno !== undefined && this.#hints.isComplete
  }

  /** What has to be looked at again soon: versions there come into being without a change of their directory. */
  get unsettled(): ReadonlySet<string> {
    return this.#unsettled
  }

  /** Takes everything that there is as known. */
  async begin(): Promise<void> {
    for (const path of await this.#everywhere()) {
      const state = await this.#read(path, undefined)
      if (state) this.#states.set(path, state)
    }
    this.#settle()
  }

  /**
   * Looks for changes.
   * @param changed the paths where there may be some; everywhere if left out.
   */
  async *changes(changed?: ReadonlySet<string>): AsyncGenerator<VersionEvent> {
    const paths = (changed && this.#promptsAt(changed)) ?? (await this.#everywhere())
    let looked = 0
    for (const path of paths) {
      looked += 1
      if (looked % maxStep === 0) await untilNextTurn()
      yield* await this.#look(path)
    }
    this.#settle()
  }

  async #look(path: string): Promise<VersionEvent[]> {
    const known = this.#states.get(path)
    const state = await this.#read(path, known)
    if (state === undefined) return []
    const { promptId, versions } = state
    const labels = new Map([...state.labels].map(([label, history]) => [label, history.slice(-1)]))
    if (versions.length > 0 || labels.size > 0) this.#states.set(path, { promptId, versions, labels })
    else this.#states.delete(path)
    return [...eventsBetween(known ?? { promptId, versions: [], labels: new Map() }, state)]
  }

  /** The directories of prompts at some paths; undefined when it may be any. */
  #promptsAt(paths: ReadonlySet<string>): Iterable<string> | undefined {
    const { root, shardDepth } = this.#store.layout
    // Hints from a storage directory that is gone say nothing of the one that is there now.
    if (this.#rootIno !== statFile(this.#store.files, root)?.ino) return undefined
    const depth = shardDepth === 0 ? 1 : 2
    const found = new Set<string>()
    for (const path of paths) {
      const names = relative(root, path).split(sep)
      if (names[0]?.startsWith('.')) continue
      if (names[0] === '' || names.length < depth) return undefined
      const directory = join(root, ...names.slice(0, depth))
      if (isPromptDirectoryName(basename(directory)) && this.#isWanted(directory)) found.add(directory)
    }
    return found
  }

  async #everywhere(): Promise<Iterable<string>> {
    const { layout, files } = this.#store
    // Also while there is no store, or none any more.
    await this.#store.open()
    this.#rootIno = statFile(files, layout.root)?.ino
    this.#hints.watch(layout.root)
    const found = new Set<string>()
    for (const { path, parent } of promptDirectories(this.#store)) {
      if (parent !== layout.root) this.#hints.watch(parent)
      if (this.#isWanted(path)) found.add(path)
    }
    for (const path of this.#states.keys()) found.add(path)
    return found
  }

  #isWanted(directory: string): boolean {
    return this.#promptId === undefined || directory === this.#store.layout.promptDirectory(this.#promptId)
  }

  /** @returns undefined where there is no prompt, and was none. */
  async #read(path: string, known: PromptState | undefined): Promise<PromptState | undefined> {
    const { files, labels, reader, options } = this.#store
    const isThere = statFile(files, path)?.isDirectory() === true && this.#hints.watch(path)
    const promptId = known?.promptId ?? (isThere ? this.#promptIdAt(path) : undefined)
    if (promptId === undefined) return undefined
    const names = this.#hints.watch(labelsPath(path)) ? labels.labels(path) : []
    for (const label of new Set([...names, ...(known?.labels.keys() ?? [])])) {
      this.#hints.watch(labelDirectory(path, label))
    }
    if (options.maxStaleMs > 0) reader.changed(promptId)
    const versions = await reader.versions(promptId)
    const histories = new Map<string, readonly LabelRevision[]>()
    for (const label of names) histories.set(label, await this.#historyOf(path, label, known))
    return { promptId, versions, labels: histories }
  }

  /** The whole history of a label that has moved, else the end of it. */
  async #historyOf(path: string, label: string, known: PromptState | undefined): Promise<readonly LabelRevision[]> {
    const { labels } = this.#store
    const current = await labels.current(path, label)
    const last = known?.labels.get(label)
    return current === last?.at(-1) ? (last ?? []) : labels.history(path, label)
  }

  #promptIdAt(path: string): string | undefined {
    const name = basename(path)
    if (isPlain(name)) return name
    const versions = versionsOfFileNames(listDirectory(this.#store.files, path))
    if (versions.length === 0) versions.push(...this.#store.archive.versions(path))
    return promptIdIn(this.#store, { name, path }, versions)
  }

  #settle(): void {
    const { unacknowledged, layout } = this.#store
    const open = unacknowledged.below(layout.root).filter(({ batch }) => batch === 'open')
    this.#unsettled = new Set(open.map(({ target }) => dirname(target)))
  }
}

import { isDeepStrictEqual } from 'node:util'
import { LabelConflictError, LabelHistoryConflictError } from './label-errors.ts'
import type { LabelRevision } from './label-revision.ts'
import type { LabelOptions } from './label-storage.ts'
import { promptKey } from './prompt-key.ts'

/** The histories of the labels of an `InMemoryStorage`. It knows no versions: whether one exists, its caller checks. */
export class InMemoryLabels {
  readonly #histories = new Map<string, Map<string, LabelRevision[]>>()

  historyOf(promptId: string, label: string): readonly LabelRevision[] {
    return this.#histories.get(promptKey(promptId))?.get(label) ?? []
  }

  /** Label and version of each label that points at one. */
  currentOf(promptId: string): [label: string, version: string][] {
    const histories = this.#histories.get(promptKey(promptId)) ?? []
    return [...histories].flatMap(([label, history]): [string, string][] => {
      const version = history.at(-1)?.version ?? null
      return version === null ? [] : [[label, version]]
    })
  }

  /** @throws {@link LabelConflictError} when the label does not point at `expected`, unless that is `undefined`. */
  expect(promptId: string, label: string, expected: string | null | undefined): void {
    const actual = this.historyOf(promptId, label).at(-1)?.version ?? null
    if (expected === undefined || expected === actual) return
    throw new LabelConflictError({ promptId, label, expected, actual })
  }

  append(promptId: string, label: string, version: string | null, { author, message }: LabelOptions): LabelRevision {
    const revision = Object.freeze({
      revision: this.historyOf(promptId, label).length + 1,
      version,
      set_at: new Date().toISOString(),
      ...(author === undefined ? {} : { author }),
      ...(message === undefined ? {} : { message }),
    })
    this.add(promptId, label, [revision])
    return revision
  }

  /** The revisions of a history that are missing here. */
  missingOf(promptId: string, label: string, revisions: readonly LabelRevision[]): readonly LabelRevision[] {
    const present = this.historyOf(promptId, label)
    for (const [index, revision] of revisions.slice(0, present.length).entries()) {
      if (isDeepStrictEqual(revision, present[index])) continue
      throw new LabelHistoryConflictError({ promptId, label, revision: index + 1 })
    }
    return revisions.slice(present.length)
  }

  add(promptId: string, label: string, revisions: readonly LabelRevision[]): void {
    const key = promptKey(promptId)
    const histories = this.#histories.get(key) ?? new Map<string, LabelRevision[]>()
    histories.set(label, [...(histories.get(label) ?? []), ...revisions])
    this.#histories.set(key, histories)
  }

  clear(): void {
    this.#histories.clear()
  }
}

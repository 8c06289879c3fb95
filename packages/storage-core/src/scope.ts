import { LatestChangedError, StorageError, VersionConflictError } from './errors.ts'
import {
  LabelConflictError,
  LabelHistoryConflictError,
  LabelledVersionError,
  VersionNotFoundError,
} from './label-errors.ts'
import { promptKey } from './prompt-key.ts'
import type { PromptVersion } from './records.ts'

/** How the prompts of one scope are called in the store beneath it. */
export class Scope {
  readonly name: string
  /** Ends at its first colon, and a colon never merges with its neighbours under NFC: no two scopes and ids meet. */
  readonly prefix: string

  constructor(name: string) {
    this.name = name
    this.prefix = `${encodeURIComponent(promptKey(name))}:`
  }

  /** The record as the store keeps it. */
  add(record: PromptVersion): PromptVersion {
    return { ...record, prompt_id: this.prefix + record.prompt_id }
  }

  /** A record of the store as the scope knows it. */
  remove(record: PromptVersion): PromptVersion {
    return Object.freeze({ ...record, prompt_id: this.#withoutPrefix(record.prompt_id) })
  }

  /** Makes a call whose errors name the prompt as the scope knows it. */
  async naming<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await call()
    } catch (error) {
      const named = namedErrors.find((candidate) => error instanceof candidate)
      if (named === undefined || !(error instanceof StorageError)) throw error
      const { promptId, ...context } = error.context
      throw new named({ ...context, promptId: this.#withoutPrefix(String(promptId)) } as never, { cause: error })
    }
  }

  #withoutPrefix(promptId: string): string {
    return promptId.slice(this.prefix.length)
  }
}

/** The errors of a store that are about one prompt, each made of its context. */
const namedErrors = [
  VersionConflictError,
  LatestChangedError,
  VersionNotFoundError,
  LabelConflictError,
  LabelledVersionError,
  LabelHistoryConflictError,
]

import type { PromptRole, TemplateSyntax } from '../prompt-slot.ts'
import type { Path } from '../source/json-pointer.ts'

/** A prompt inside its node, before it is looked up in the source. */
export interface PromptPlace {
  readonly slot: string
  readonly role: PromptRole
  readonly syntax: TemplateSyntax
  readonly path: Path
  readonly text: string
}

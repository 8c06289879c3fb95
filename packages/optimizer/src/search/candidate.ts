import { createHash } from 'node:crypto'
import type { PromptVariant } from '@autoopt/config'
import { z } from 'zod'
import type { ComponentTexts } from './component.ts'
import { type Edit, editSchema } from './edit.ts'

/** How a candidate came to be. */
export const candidateOriginSchema = z.enum([
  'seed',
  'reflect',
  'merge',
  'prune',
  'static',
  'restart',
  'demonstrate',
  'human',
])
export type CandidateOrigin = z.infer<typeof candidateOriginSchema>

/** A wording of all components, and how it came to be. */
export const candidateSchema = z.looseObject({
  /** SHA-256 of the texts, in hex: the same texts are the same candidate. */
  id: z.string().regex(/^[0-9a-f]{64}$/),
  parents: z.array(z.string()),
  /** What was done to the first parent's texts, in this order. */
  edits: z.array(editSchema),
  /** The text of every component, changed or not. */
  texts: z.record(z.string(), z.string()),
  origin: candidateOriginSchema,
})
export type Candidate = z.infer<typeof candidateSchema>

export interface CandidateDraft {
  readonly texts: ComponentTexts
  readonly origin: CandidateOrigin
  readonly parents?: readonly string[]
  readonly edits?: readonly Edit[]
}

/** Names a wording by its texts. */
export function createCandidate({ texts, origin, parents = [], edits = [] }: CandidateDraft): Candidate {
  return { id: hashTexts(texts), parents: [...parents], edits: [...edits], texts: { ...texts }, origin }
}

/** The candidate as `Evaluate` takes it: one `replace` for each text that is not the seed's. The seed itself is `baseline`. */
export function toVariant(candidate: Candidate, seed: Pick<Candidate, 'id' | 'texts'>): PromptVariant {
  const changed = Object.entries(candidate.texts).filter(([id, text]) => text !== seed.texts[id])
  return {
    variant_id: candidate.id === seed.id ? 'baseline' : candidate.id.slice(0, shownDigits),
    description: candidate.origin,
    weight: 1,
    nodes: changed.map(([id, content]) => ({ selector: { by_id: id }, strategy: { mode: 'replace', content } })),
  }
}

/** Enough that no two candidates of a search share them. */
const shownDigits = 16

/** Independent of the order of the components. Lengths go in, so that no text can run over into the next. */
function hashTexts(texts: ComponentTexts): string {
  const hash = createHash('sha256')
  for (const [id, text] of Object.entries(texts).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    hash.update(`${id.length}:${id}${text.length}:${text}`, 'utf16le')
  return hash.digest('hex')
}

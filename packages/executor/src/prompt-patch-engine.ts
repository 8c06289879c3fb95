import { matchSelector, type PromptPatch, type PromptSelector, type PromptVariant } from '@autoopt/config'
import { type DslDocument, type DslFinding, parseDsl, type PromptSlot } from '@autoopt/dsl'
import { PromptNotFoundError, TemplateError, VariantError } from './errors.ts'
import { renderTemplate } from './render-template.ts'

/** One prompt that a patch changed. */
export interface AppliedPatch {
  readonly prompt_id: string
  readonly pointer: string
  readonly mode: PromptPatch['strategy']['mode']
  readonly before: string
  readonly after: string
  /** Why `fallback_value` was used instead of the strategy; absent when it was not. */
  readonly fallback_reason?: string
}

/** A patch that matched nothing and may be skipped. */
export interface SkippedPatch {
  readonly selector: PromptSelector
  readonly reason: string
}

/** An app file after some patches. */
export interface PatchedDsl {
  /** The file's new text; every byte outside the patched prompts is as before. */
  readonly text: string
  readonly document: DslDocument
  readonly applied: readonly AppliedPatch[]
  readonly skipped: readonly SkippedPatch[]
  /** Broken references that the patches brought in. */
  readonly new_findings: readonly DslFinding[]
}

/** An app file after a variant, with the fallbacks taken on the way. */
export interface PatchedVariant extends PatchedDsl {
  readonly variant_id: string
  /** The variants that could not be applied, first the one asked for. Empty when that one was applied. */
  readonly fell_back: readonly { readonly variant_id: string; readonly reason: string }[]
}

/** Where a {@link PromptPatchEngine} finds files. */
export interface PromptPatchEngineOptions {
  /** The folder that template files are relative to. Default: the working directory. */
  readonly baseDir?: string
}

/** Applies prompt patches and variants to an app file. */
export class PromptPatchEngine {
  readonly #baseDir: string

  constructor({ baseDir = process.cwd() }: PromptPatchEngineOptions = {}) {
    this.#baseDir = baseDir
  }

  /**
   * Applies patches in their order; a later patch of the same prompt sees what an earlier one wrote.
   *
   * @throws {@link PromptNotFoundError} when a selector matches nothing and its `if_missing` is `error`.
   * @throws {@link TemplateError} when a template cannot be filled and there is no `fallback_value`.
   */
  applyPatches(document: DslDocument, patches: readonly PromptPatch[]): PatchedDsl {
    const texts = new Map<string, string>()
    const applied: AppliedPatch[] = []
    const skipped: SkippedPatch[] = []
    for (const patch of patches) {
      const prompts = matchSelector(patch.selector, document.prompts)
      if (prompts.length === 0) skipped.push(skipOrThrow(patch.selector, document))
      for (const prompt of prompts) {
        const change = this.#change(patch, prompt, texts.get(prompt.pointer) ?? prompt.text)
        texts.set(prompt.pointer, change.after)
        applied.push(change)
      }
    }
    const text = document.replacePrompts(Object.fromEntries(texts))
    const patched = parseDsl(text, { workflowId: document.workflow_id })
    return { text, document: patched, applied, skipped, new_findings: newFindings(document, patched) }
  }

  /**
   * Applies a variant, or else its fallback variant, or else that one's, and says which.
   *
   * @throws {@link VariantError} when no variant of the chain is known and can be applied.
   */
  applyVariant(document: DslDocument, variantId: string, variants: readonly PromptVariant[]): PatchedVariant {
    const fellBack: { variant_id: string; reason: string }[] = []
    let id: string | undefined = variantId
    let cause: unknown
    while (id !== undefined && !fellBack.some((failure) => failure.variant_id === id)) {
      const variant = variants.find((candidate) => candidate.variant_id === id)
      if (!variant) {
        fellBack.push({ variant_id: id, reason: `there is no variant "${id}"` })
        break
      }
      try {
        return { ...this.applyPatches(document, variant.nodes), variant_id: id, fell_back: fellBack }
      } catch (error) {
        if (!(error instanceof PromptNotFoundError || error instanceof TemplateError)) throw error
        fellBack.push({ variant_id: id, reason: error.message })
        cause = error
        id = variant.fallback_variant
      }
    }
    const reasons = fellBack.map((failure) => `${failure.variant_id}: ${failure.reason}`).join('; ')
    throw new VariantError(
      `Variant "${variantId}" cannot be applied, nor can a fallback variant (${reasons}).`,
      { variant_id: variantId, fell_back: fellBack },
      { cause },
    )
  }

  #change({ strategy }: PromptPatch, prompt: PromptSlot, before: string): AppliedPatch {
    const common = { prompt_id: prompt.id, pointer: prompt.pointer, mode: strategy.mode, before }
    switch (strategy.mode) {
      case 'replace':
        return { ...common, after: strategy.content }
      case 'prepend':
        return { ...common, after: strategy.content + before }
      case 'append':
        return { ...common, after: before + strategy.content }
      case 'template':
        try {
          return { ...common, after: renderTemplate(strategy.template, { original: before, baseDir: this.#baseDir }) }
        } catch (error) {
          if (!(error instanceof TemplateError) || strategy.fallback_value === undefined) throw error
          return { ...common, after: strategy.fallback_value, fallback_reason: error.message }
        }
    }
  }
}

function skipOrThrow(selector: PromptSelector, document: DslDocument): SkippedPatch {
  const { constraints, ...asked } = selector
  const reason = `No prompt of "${document.app_name}" matches the selector ${JSON.stringify(asked)}.`
  if (constraints?.if_missing === 'skip') return { selector, reason }
  throw new PromptNotFoundError(
    `${reason} It has ${document.prompts.map((prompt) => prompt.id).join(', ') || 'no prompts'}. ` +
      'Correct the selector, or set constraints.if_missing to "skip".',
    { selector: asked, prompt_ids: document.prompts.map((prompt) => prompt.id) },
  )
}

/** A finding is new when its prompt had none with that rule and reference before. */
function newFindings(before: DslDocument, after: DslDocument): DslFinding[] {
  const key = (finding: DslFinding) => JSON.stringify([finding.rule, finding.pointer, finding.reference])
  const known = new Set(before.findings.map(key))
  return after.findings.filter((finding) => !known.has(key(finding)))
}

import type { DslDocument, DslFinding, PromptSlot } from '@autoopt/dsl'
import type { Prompt } from '@autoopt/storage-core'
import { groupBy } from './group-by.ts'
import { maxSiblings, type PromptContext, type SiblingPrompt } from './prompt-context.ts'
import { findFallbacks } from './find-fallbacks.ts'
import { readNodeFacts } from './node-facts.ts'
import { readOutputReaders } from './output-readers.ts'
import { classifyVariables } from './variable-classes.ts'

export interface ExtractOptions {
  /** The time to stamp on the prompts; default is now. */
  readonly now?: Date
}

/** Turns the prompts of an app file into records that can be analysed, versioned and compared. */
export class PromptExtractor {
  /** Every core prompt of a document, in its order, with what surrounds it as {@link PromptContext}. */
  extractFromWorkflow(document: DslDocument, options: ExtractOptions = {}): Prompt[] {
    const extractedAt = (options.now ?? new Date()).toISOString()
    const byNode = groupBy(document.prompts, (slot) => slot.node_id)
    const findings = groupBy(document.findings, (finding) => finding.prompt_id)
    const readers = readOutputReaders(document)
    const fallbacks = findFallbacks(document)
    return document.prompts.map((slot) => {
      const context = describeContext(document, slot, {
        messages: byNode.get(slot.node_id) ?? [],
        findings: findings.get(slot.id) ?? [],
        readers: readers.get(slot.node_id) ?? [],
        fallback: fallbacks.get(slot.node_id) ?? null,
      })
      return {
        id: slot.id,
        workflow_id: document.workflow_id,
        node_id: slot.node_id,
        node_type: slot.node_type,
        text: slot.text,
        role: slot.role,
        variables: variableNames(slot),
        context: { ...context },
        extracted_at: extractedAt,
      }
    })
  }
}

interface Surroundings {
  readonly messages: readonly PromptSlot[]
  readonly findings: readonly DslFinding[]
  readonly readers: PromptContext['output_readers']
  readonly fallback: PromptContext['fallback']
}

function describeContext(document: DslDocument, slot: PromptSlot, around: Surroundings): PromptContext {
  return {
    slot: slot.slot,
    pointer: slot.pointer,
    syntax: slot.syntax,
    node_title: slot.node_title,
    app_mode: document.mode,
    line: slot.line,
    column: slot.column,
    siblings: describeSiblings(slot, around.messages),
    reference_findings: around.findings,
    ...classifyVariables(document, slot, around.messages),
    ...readNodeFacts(document, slot.node_id),
    output_readers: around.readers,
    fallback: around.fallback,
  }
}

function describeSiblings(slot: PromptSlot, messages: readonly PromptSlot[]): SiblingPrompt[] {
  const own = messages.indexOf(slot)
  const first = Math.max(0, Math.min(own - maxSiblings / 2, messages.length - maxSiblings - 1))
  return messages
    .slice(first, first + maxSiblings + 1)
    .flatMap((message, index) =>
      message === slot
        ? []
        : [{ slot: message.slot, role: message.role, before: first + index < own, text: message.text }],
    )
}

/** Each variable once, in the order of reading. */
function variableNames(slot: PromptSlot): string[] {
  return [...new Set(slot.references.map((reference) => reference.selector.join('.')))]
}

import type { Component } from '../search/component.ts'
import { PromptDraft } from '../rewrite/prompt-draft.ts'
import { closingInput } from '../rewrite/section-place.ts'
import { openFence } from '../text/code-spans.ts'
import { templateDepth } from './template-depth.ts'
import { opensSection, type PromptRule, type PromptRules } from './prompt-rule.ts'

/** Places between rules are the index of the rule before them; before the first rule it is this. */
export const atStart = -1

/** What the places in a prompt depend on. */
export interface Surroundings {
  readonly component: Pick<Component, 'id' | 'syntax'>
  readonly text: string
  readonly prompt: PromptRules
}

/**
 * Where a rule goes that is told no place: behind the last instruction that stands before the closing input, outside of
 * conditional parts of a template; without any instruction, before the input.
 */
export function defaultPlace(around: Surroundings): number {
  const free = placesBeforeInput(around)
  const said = free.filter(({ rule }) => rule.kind === 'sentence' || rule.kind === 'bullet' || rule.kind === 'ordered')
  return (said.at(-1) ?? free.at(-1))?.index ?? atStart
}

/** Where examples go: behind those that are there, else before the closing input. */
export function examplePlace(around: Surroundings): number {
  const last = around.prompt.rules.findLastIndex(({ kind }) => kind === 'example')
  return last === -1 ? (placesBeforeInput(around).at(-1)?.index ?? atStart) : last
}

/** The end of a section named by its heading or by the id of that; undefined when there is not exactly one such section. */
export function sectionPlace(around: Surroundings, section: string): number | undefined {
  const { rules } = around.prompt
  const headings = rules.filter(
    (rule) => opensSection(rule) && (rule.id === section || plain(rule.text) === plain(section)),
  )
  const [heading] = headings
  if (heading === undefined || headings.length > 1) return undefined
  const end = inputStart(around)
  const last = rules.findLastIndex((rule) => rule.section === heading.id && rule.end <= end && !opensSection(rule))
  return last === -1 ? rules.indexOf(heading) : last
}

function placesBeforeInput(around: Surroundings): { rule: PromptRule; index: number }[] {
  const end = inputStart(around)
  const depthAt = templateDepth(around.text, around.component.syntax)
  return around.prompt.rules
    .map((rule, index) => ({ rule, index }))
    .filter(({ rule }) => rule.end <= end && depthAt(rule.end) === 0)
}

/** Where instructions end at the latest: behind an open fence the answer begins, or everything is code. */
function inputStart({ text, component }: Surroundings): number {
  const input = closingInput(new PromptDraft(text, { ...component, text })) ?? Infinity
  return Math.min(input, openFence(text)?.start ?? Infinity)
}

function plain(heading: string): string {
  return heading.replace(/^[\s#*_【[<]+|[\s:：*_】\]>]+$/g, '').toLowerCase()
}

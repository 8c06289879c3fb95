/**
 * Turns a plan of edits into a text.
 *
 * Invariant: rules that no edit names keep marker, text and gap, but for the gap behind something that went or came, and the
 * numbers of an ordered list that was changed and had counted up before.
 */
import { splitLines } from '../text/split-lines.ts'
import type { Addition, EditPlan } from './plan-edits.ts'
import { isListItem, opensSection, type PromptRule, type PromptRules } from './prompt-rule.ts'
import { renderRules } from './render-rules.ts'
import { listsOf, renumber, shapeOf } from './renumber.ts'
import { atStart } from './rule-place.ts'

/** A rule on its way into the new text. */
export interface Entry {
  readonly gap: string
  readonly marker: string
  readonly text: string
  /** The index of the ordered list that it belongs to. */
  readonly list: number | undefined
}

export function applyPlan(prompt: PromptRules, plan: EditPlan): string {
  const lists = listsOf(prompt.rules)
  const entries: Entry[] = additionsAt(atStart, prompt, plan, lists)
  let lost: string | undefined
  for (const [index, rule] of prompt.rules.entries()) {
    if (plan.removed.has(index)) lost = widerGap(lost, rule.gap)
    else {
      const text = plan.replaced.get(index)
      const content = text === undefined ? rule.text : fit(text, rule, prompt.lineEnd)
      const gap = gapBefore(entries, { rule, lost, prompt, isFirstOfText: index === 0 })
      entries.push({ gap, marker: rule.marker, text: content, list: lists[index] })
      lost = undefined
    }
    entries.push(...additionsAt(index, prompt, plan, lists))
  }
  const rules = renumber(entries, prompt.rules, lists)
  const [first, ...rest] = rules
  const opening = prompt.rules[0]?.gap ?? ''
  return renderRules({ rules: first === undefined ? [] : [{ ...first, gap: opening }, ...rest], tail: prompt.tail })
}

interface Joint {
  readonly rule: PromptRule
  readonly lost: string | undefined
  readonly prompt: PromptRules
  readonly isFirstOfText: boolean
}

/** The gap before a rule that stays: as it was, unless something before it came or went. */
function gapBefore(entries: readonly Entry[], { rule, lost, prompt, isFirstOfText }: Joint): string {
  const last = entries.at(-1)
  const kept = lost === undefined ? rule.gap : widerGap(lost, rule.gap)
  if (last === undefined) return rule.gap
  if (isFirstOfText) return isBlock(last) || opensSection(rule) ? prompt.lineEnd.repeat(2) : prompt.lineEnd
  if (isBlock(last) && !/[\r\n]/.test(kept)) return prompt.lineEnd
  return kept
}

function isBlock({ text, marker }: Entry): boolean {
  return marker !== '' || /[\r\n]/.test(text)
}

/** The gap with more line ends. */
function widerGap(one: string | undefined, other: string): string {
  if (one === undefined) return other
  return lineEnds(other) > lineEnds(one) ? other : one
}

function lineEnds(gap: string): number {
  return gap.match(/\r\n|\n|\r/g)?.length ?? 0
}

/** What is added behind the rule of an index, in the style of that place. */
function additionsAt(
  index: number,
  prompt: PromptRules,
  plan: EditPlan,
  lists: readonly (number | undefined)[],
): Entry[] {
  return plan.additions
    .filter(({ place }) => place === index)
    .flatMap((addition) => {
      const style = styleAt(index, prompt, addition)
      const list = style.marker === '' ? undefined : lists[style.model ?? index]
      return itemsOf(addition, style, prompt.lineEnd).map((text) => ({
        gap: style.gap,
        marker: style.marker,
        text,
        list,
      }))
    })
}

interface Style {
  readonly gap: string
  readonly marker: string
  /** The index of the list item that is imitated. */
  readonly model?: number
}

function styleAt(index: number, { rules, lineEnd }: PromptRules, { text, isExample }: Addition): Style {
  const anchor = rules[index]
  const next = rules[index + 1]
  const opensNewPart = isExample || /^#{1,6}\s/.test(text)
  if (opensNewPart) return { gap: lineEnd.repeat(2), marker: '' }
  if (anchor !== undefined && isListItem(anchor))
    return { gap: itemGap(rules, index, lineEnd), marker: anchor.marker, model: index }
  const leads = anchor === undefined || opensSection(anchor) || /[:：]$/.test(anchor.text)
  if (leads && next !== undefined && isListItem(next))
    return { gap: itemGap(rules, index + 1, lineEnd), marker: next.marker, model: index + 1 }
  if (anchor?.kind === 'sentence' && !/[\r\n]/.test(text) && sharesLine(rules, index))
    return { gap: /[\u3000-\u9FFF\uFF00-\uFFEF]$/.test(anchor.text) ? '' : ' ', marker: '' }
  const indent = anchor === undefined ? '' : indentOf(anchor)
  return { gap: lineEnd + indent, marker: '' }
}

/** The gap between items of the list that an item belongs to. */
function itemGap(rules: readonly PromptRule[], index: number, lineEnd: string): string {
  const item = rules[index]
  if (item === undefined) return lineEnd
  for (const other of [index, index + 1]) {
    const [before, here] = [rules[other - 1], rules[other]]
    if (before && here && isSameList(before, here) && isSameList(here, item)) return here.gap
  }
  return lineEnd + indentOf(item)
}

function isSameList(one: PromptRule, other: PromptRule): boolean {
  return isListItem(one) && shapeOf(one.marker) === shapeOf(other.marker) && indentOf(one) === indentOf(other)
}

function indentOf({ gap }: PromptRule): string {
  return /[^\r\n]*$/.exec(gap)?.[0] ?? ''
}

/** Whether a sentence has another one before or behind it on its line. */
function sharesLine(rules: readonly PromptRule[], index: number): boolean {
  const isInline = (rule: PromptRule | undefined): boolean =>
    rule !== undefined && rule.kind === 'sentence' && rule.start > 0 && !/[\r\n]/.test(rule.gap)
  return isInline(rules[index + 1]) || (index > 0 && isInline(rules[index]))
}

/** The texts that go in, one for each item where a list is added to a list. */
function itemsOf({ text }: Addition, { marker }: Style, lineEnd: string): string[] {
  const lines = splitLines(text).filter(({ kind }) => kind !== 'blank')
  const areItems = lines.every((line) => line.kind === 'bullet' || line.kind === 'ordered')
  if (areItems && (marker !== '' || lines.length === 1))
    return lines.map((line) => text.slice(line.contentStart, line.end).trimEnd())
  return [withLineEnds(marker === '' ? text : indented(text, marker), lineEnd)]
}

/** A new text for a rule: without the marker that the rule has anyway. */
function fit(text: string, rule: PromptRule, lineEnd: string): string {
  const [line] = splitLines(text)
  const hasMarker = rule.marker !== '' && line !== undefined && line.marker !== ''
  const bare = hasMarker ? text.slice(line.contentStart) : text
  return withLineEnds(isListItem(rule) ? indented(bare, rule.marker) : bare, lineEnd)
}

/** Lines after the first stand under the text of their item. */
function indented(text: string, marker: string): string {
  const blanks = ' '.repeat(Math.max(2, marker.length))
  return text.replace(/(\r\n|\n|\r)[ \t]*(?=\S)/g, `$1${blanks}`)
}

function withLineEnds(text: string, lineEnd: string): string {
  return text.replace(/\r\n|\n|\r/g, lineEnd)
}

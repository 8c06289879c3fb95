/**
 * Brings two descendants of a text together, rule by rule.
 *
 * 1. Each descendant is compared with the ancestor: runs of rules that it replaces by others, removes or puts in.
 * 2. What only one of them changes is taken over. What both put in at one place comes one behind the other.
 * 3. What both change differently is a conflict: nobody chooses. The same change on both sides is one change.
 */
import { diffArrays } from 'diff'
import type { Component, ComponentTexts } from '../search/component.ts'
import { parseRules } from './parse-rules.ts'
import type { PromptRule, PromptRules } from './prompt-rule.ts'
import { renderRules } from './render-rules.ts'
import { listsOf, renumber } from './renumber.ts'

export interface TextsToMerge {
  /** The last wording from which both others come. */
  readonly ancestor: ComponentTexts
  readonly one: ComponentTexts
  readonly other: ComponentTexts
}

/** Rules of the ancestor that both sides change, each in its own way. */
interface MergeConflict {
  readonly component: string
  readonly ancestor: string
  readonly one: string
  readonly other: string
}

export interface MergedTexts {
  /** All texts; of components with conflicts the ancestor's. */
  readonly texts: Record<string, string>
  readonly conflicts: readonly MergeConflict[]
}

/** A wording with the changes of both others. */
export function mergeTexts(components: readonly Component[], { ancestor, one, other }: TextsToMerge): MergedTexts {
  const conflicts: MergeConflict[] = []
  const texts = components.map((component): [string, string] => {
    const { id } = component
    const base = ancestor[id] ?? component.text
    const merged = mergeText(component, base, [one[id] ?? base, other[id] ?? base])
    if (typeof merged === 'string') return [id, merged]
    conflicts.push({ component: id, ...merged })
    return [id, base]
  })
  return { texts: Object.fromEntries(texts), conflicts }
}

function mergeText(
  component: Component,
  base: string,
  [one, other]: readonly [string, string],
): string | Omit<MergeConflict, 'component'> {
  if (one === other || other === base) return one
  if (one === base) return other
  const prompt = parseRules(base, component)
  const changes = [one, other].map((text) => changesOf(prompt, parseRules(text, component)))
  const [left = [], right = []] = changes
  const clash = left.flatMap((mine) =>
    right.flatMap((theirs) => (clashes(mine, theirs) ? [[mine, theirs] as const] : [])),
  )[0]
  if (clash !== undefined) {
    const [mine, theirs] = clash
    const before = prompt.rules.slice(Math.min(mine.start, theirs.start), Math.max(mine.end, theirs.end))
    return { ancestor: wordsOf(before), one: wordsOf(mine.rules), other: wordsOf(theirs.rules) }
  }
  const news = right
    .filter((theirs) => !left.some((mine) => isSame(mine, theirs)))
    .map((theirs) => withoutShared(theirs, left))
  return applyChanges(prompt, [...left, ...news])
}

/** The rules from `start` to `end` of the ancestor become others. */
interface Change {
  readonly start: number
  readonly end: number
  readonly rules: readonly PromptRule[]
}

function changesOf(from: PromptRules, to: PromptRules): Change[] {
  const changes: Change[] = []
  let [before, after] = [0, 0]
  for (const { added, removed, value } of diffArrays([...from.rules], [...to.rules], { comparator: sayTheSame })) {
    const last = changes.at(-1)
    const start = last !== undefined && last.end === before ? last : undefined
    if (!added && !removed) [before, after] = [before + value.length, after + value.length]
    else {
      const rules = added ? to.rules.slice(after, after + value.length) : []
      const end = removed ? before + value.length : before
      if (start === undefined) changes.push({ start: before, end, rules })
      else changes[changes.length - 1] = { start: start.start, end, rules: [...start.rules, ...rules] }
      if (added) after += value.length
      else before = end
    }
  }
  return changes
}

function sayTheSame(one: PromptRule, other: PromptRule): boolean {
  return one.kind === other.kind && one.text === other.text
}

/** Two insertions never clash, nor does an insertion at the edge of a change. */
function clashes(one: Change, other: Change): boolean {
  return one.start < other.end && other.start < one.end && !isSame(one, other)
}

function isSame(one: Change, other: Change): boolean {
  return (
    one.start === other.start &&
    one.end === other.end &&
    one.rules.length === other.rules.length &&
    one.rules.every((rule, index) => other.rules[index] !== undefined && sayTheSame(rule, other.rules[index]))
  )
}

/** A rule that both sides put in, at whatever places, is put in once. */
function withoutShared(change: Change, others: readonly Change[]): Change {
  const known = others.flatMap(({ rules }) => rules)
  return { ...change, rules: change.rules.filter((rule) => !known.some((other) => sayTheSame(rule, other))) }
}

function applyChanges(prompt: PromptRules, changes: readonly Change[]): string {
  const lists = listsOf(prompt.rules)
  const ordered = changes.toSorted((one, other) => one.start - other.start || one.end - other.end)
  const entries = []
  let position = 0
  const keep = (end: number): void => {
    for (; position < end; position += 1) {
      const rule = prompt.rules[position]
      if (rule !== undefined) entries.push({ ...rule, list: lists[position] })
    }
  }
  for (const { start, end, rules } of ordered) {
    keep(start)
    const list = lists[start - 1] ?? lists[start]
    entries.push(...rules.map((rule) => Object.assign({}, rule, { list: rule.kind === 'ordered' ? list : undefined })))
    position = Math.max(position, end)
  }
  keep(prompt.rules.length)
  const [first, ...rest] = renumber(withGaps(entries, prompt.lineEnd), prompt.rules, lists)
  const opening = prompt.rules[0]?.gap ?? ''
  return renderRules({ rules: first === undefined ? [] : [{ ...first, gap: opening }, ...rest], tail: prompt.tail })
}

/** A rule that was the first of its text has no gap of its own. */
function withGaps<Entry extends { readonly gap: string }>(entries: readonly Entry[], lineEnd: string): Entry[] {
  return entries.map((entry, index) =>
    index > 0 && entry.gap === '' && isOpening(entry) ? Object.assign({}, entry, { gap: lineEnd }) : entry,
  )
}

function isOpening(entry: object): boolean {
  return 'start' in entry && entry.start === 0
}

function wordsOf(rules: readonly PromptRule[]): string {
  return rules.map(({ text }) => text).join('\n')
}

import { groupBy } from '../analysis/group-by.ts'
import { countPlaceholders, countStrayOpeners } from '../components/placeholders.ts'
import type { Component } from '../search/component.ts'
import type { GateProblem, Proposal } from './gate.ts'

/**
 * Every placeholder of the seed is still there, as often, and there is none that the seed does not have. Messages of one node
 * that are expanded alike count together: a placeholder may move between them.
 */
export function checkPlaceholders({ components, texts, changed }: Proposal): GateProblem[] {
  const touched = new Set(changed.map(({ component }) => nodeKey(component)))
  const nodes = groupBy(components, nodeKey)
  return [...nodes].flatMap(([key, messages]) => (touched.has(key) ? checkNode(messages, texts) : []))
}

function nodeKey({ nodeId, syntax }: Component): string {
  return `${syntax} ${nodeId}`
}

function checkNode(messages: readonly Component[], texts: Proposal['texts']): GateProblem[] {
  const seed = sum(messages.map(({ placeholders }) => placeholders))
  const now = sum(messages.map(({ id, text, syntax }) => countPlaceholders(texts[id] ?? text, syntax)))
  const component = messages[0]?.id ?? null
  const problem = (message: string, id = component): GateProblem => ({ gate: 'placeholders', component: id, message })
  const lost = [...seed].filter(([name, count]) => (now.get(name) ?? 0) < count)
  const foreign = [...now.keys()].filter((name) => !seed.has(name))
  const stray = messages.filter(
    ({ id, text, syntax }) => countStrayOpeners(texts[id] ?? text, syntax) > countStrayOpeners(text, syntax),
  )
  return [
    ...lost.map(([name, count]) =>
      problem(
        `The placeholder ${name} must stand in the text ${times(count)}, as before; it stands there ${times(now.get(name) ?? 0)}.`,
      ),
    ),
    ...foreign.map((name) => problem(`${shown(name)} is no placeholder of this prompt; use only ${list(seed)}.`)),
    ...stray.map(({ id }) => problem('Braces open a placeholder or a tag and nothing closes it; leave them out.', id)),
  ]
}

function sum(counts: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const total = new Map<string, number>()
  for (const map of counts) for (const [name, count] of map) total.set(name, (total.get(name) ?? 0) + count)
  return total
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

function shown(name: string): string {
  return name.length > 80 ? `${name.slice(0, 79)}…` : name
}

function list(seed: ReadonlyMap<string, number>): string {
  return seed.size === 0 ? 'plain text, for there are none' : [...seed.keys()].join(', ')
}

import type { Entry } from './apply-plan.ts'
import type { PromptRule } from './prompt-rule.ts'

/**
 * For each rule the ordered list that it belongs to: items of one style and indentation with nothing but deeper items and
 * blocks between them. Lists are named by the index of their first item.
 */
export function listsOf(rules: readonly PromptRule[]): (number | undefined)[] {
  let open: { name: number; shape: string; depth: number } | undefined
  return rules.map((rule, index) => {
    const depth = /[^\r\n]*$/.exec(rule.gap)?.[0].length ?? 0
    if (rule.kind !== 'ordered') {
      const staysInside = rule.kind === 'block' || (rule.kind === 'bullet' && depth > (open?.depth ?? Infinity))
      if (!staysInside) open = undefined
      return undefined
    }
    const shape = `${depth}${shapeOf(rule.marker)}`
    if (open !== undefined && depth > open.depth) return undefined
    if (open?.shape !== shape) open = { name: index, shape, depth }
    return open.name
  })
}

/** Counts the items of each list anew, from its first number, if the list counted up before. */
export function renumber(
  entries: readonly Entry[],
  rules: readonly PromptRule[],
  lists: readonly (number | undefined)[],
): Entry[] {
  const next = new Map<number, number>()
  for (const name of new Set(lists)) {
    if (name === undefined) continue
    const numbers = rules.filter((_, index) => lists[index] === name).map(({ marker }) => numberOf(marker))
    const first = numbers[0] ?? 1
    if (numbers.every((number, index) => number === first + index)) next.set(name, first)
  }
  return entries.map((entry) => {
    const number = entry.list === undefined ? undefined : next.get(entry.list)
    if (entry.list === undefined || number === undefined) return entry
    next.set(entry.list, number + 1)
    return { ...entry, marker: withNumber(entry.marker, number) }
  })
}

const circledOne = 0x2460

/** A list marker without its number: items of one list have the same. */
export function shapeOf(marker: string): string {
  return marker.replace(/\d+|[①-⑳]/, (number) => (/\d/.test(number) ? '0' : '①')).trimEnd()
}

function numberOf(marker: string): number {
  const circled = /[①-⑳]/.exec(marker)?.[0].codePointAt(0)
  return circled === undefined ? Number(/\d+/.exec(marker)?.[0]) : circled - circledOne + 1
}

/** Circled numbers end at twenty; what comes behind counts on in parentheses. */
function withNumber(marker: string, number: number): string {
  const circled = number <= 20 ? String.fromCodePoint(circledOne + number - 1) : `(${number})`
  return marker.replace(/\d+|[①-⑳]/, (old) => (/\d/.test(old) ? String(number) : circled))
}

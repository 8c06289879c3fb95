import type { Inode } from './inode.ts'
import type { NameChange, Operation, PowerCut } from './power-cut.ts'

/** What a power cut left in a directory, and when that was last changed. */
export interface SurvivingDirectory {
  readonly names: ReadonlyMap<string, Inode>
  readonly stamp: number
}

export type SurvivingNames = (directory: Inode) => SurvivingDirectory

/** The ways in which the names on a disk may survive, as numbers to be chosen. */
export interface NameChoices {
  /** How many choices there are for each number. 0 is the least that survives, the last is all. */
  readonly sizes: readonly number[]
  survivors(chosen: readonly number[]): SurvivingNames
}

/** A journal brings operations to disk in the order in which they were done: those up to some moment survive. */
export function journaledNames({ initial, operations, committed }: PowerCut): NameChoices {
  return {
    sizes: [operations.length - committed + 1],
    survivors([count = 0]) {
      const directories = new Map<Inode, { names: Map<string, Inode>; stamp: number }>()
      const open = (directory: Inode) => {
        const names = new Map(initial.get(directory))
        const found = directories.get(directory) ?? { names, stamp: directory.bornMs }
        directories.set(directory, found)
        return found
      }
      for (const { changes, stamp } of operations.slice(0, committed + count)) {
        for (const { directory, name, after } of changes) {
          const { names } = open(directory)
          if (after) names.set(name, after)
          else names.delete(name)
          directories.set(directory, { names, stamp })
        }
      }
      return open
    },
  }
}

/** What a name stood for, from the oldest to the newest. */
interface Slot {
  readonly values: { readonly node: Inode | undefined; readonly stamp: number }[]
  /** The oldest that may still be found on disk. */
  flushed: number
  readonly position: number
}

/** When the slot at one position has come to some value, the other must have come to one too. */
interface Rule {
  readonly cause: readonly [position: number, index: number]
  readonly effect: readonly [position: number, index: number]
}

/**
 * POSIX promises nothing before a directory is flushed: each name in it is what it was after any of the operations on
 * it. Only a rename never loses what it moves, which may be found under both names; and a directory has only one.
 */
export function posixNames(cut: PowerCut): NameChoices {
  const directories = new Map<Inode, Map<string, Slot>>()
  const slots: Slot[] = []
  const rules: Rule[] = []
  const slotOf = ({ directory, name, before }: NameChange): Slot => {
    const names = directories.get(directory) ?? new Map<string, Slot>()
    directories.set(directory, names)
    const slot = names.get(name) ?? {
      values: [{ node: before, stamp: directory.bornMs }],
      flushed: 0,
      position: slots.length,
    }
    if (!names.has(name)) slots.push(slot)
    names.set(name, slot)
    return slot
  }
  for (const [index, operation] of cut.operations.entries()) {
    const ends = operation.changes.map((change) => {
      const slot = slotOf(change)
      const end = slot.values.push({ node: change.after, stamp: operation.stamp }) - 1
      if (index < (cut.flushedNames.get(change.directory) ?? 0)) slot.flushed = end
      return [slot.position, end] as const
    })
    rules.push(...rulesOf(operation, ends))
  }
  return {
    sizes: slots.map(({ values, flushed }) => values.length - flushed),
    survivors(chosen) {
      const indexes = obey(
        rules,
        slots.map(({ flushed }, position) => flushed + (chosen[position] ?? 0)),
      )
      return (directory) => survivorsIn(cut, directory, directories.get(directory), indexes)
    },
  }
}

function rulesOf({ changes }: Operation, [from, to]: readonly (readonly [number, number])[]): Rule[] {
  const [source, target] = changes
  if (source === undefined || target === undefined || from === undefined || to === undefined) return []
  const keepsMoved = { cause: from, effect: to }
  const isOneStep = source.directory === target.directory || target.after?.kind === 'directory'
  return isOneStep ? [keepsMoved, { cause: to, effect: from }] : [keepsMoved]
}

/** Lets more survive until every rule holds. */
function obey(rules: readonly Rule[], indexes: number[]): number[] {
  let isSettled = false
  while (!isSettled) {
    isSettled = true
    for (const {
      cause: [cause, from],
      effect: [effect, to],
    } of rules) {
      if ((indexes[cause] ?? 0) < from || (indexes[effect] ?? 0) >= to) continue
      indexes[effect] = to
      isSettled = false
    }
  }
  return indexes
}

function survivorsIn(
  { initial }: PowerCut,
  directory: Inode,
  slots: ReadonlyMap<string, Slot> | undefined,
  indexes: readonly number[],
): SurvivingDirectory {
  const names = new Map(initial.get(directory))
  let last = directory.bornMs
  for (const [name, { values, position }] of slots ?? []) {
    const { node, stamp } = values[indexes[position] ?? 0] ?? { node: undefined, stamp: last }
    if (node) names.set(name, node)
    else names.delete(name)
    last = Math.max(last, stamp)
  }
  return { names, stamp: last }
}

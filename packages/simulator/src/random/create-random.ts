import { draw } from './draw.ts'

/** A sequence of draws under one key, for what is made once and in a fixed order: a world. */
export interface Random {
  /** In [0, 1). */
  next(): number
  /** An integer from `least` to `most`, both included. */
  integer(least: number, most: number): number
  between(least: number, most: number): number
  pick<Item>(items: readonly Item[]): Item
  /** Distinct items in random order; all of them when there are fewer. */
  sample<Item>(items: readonly Item[], count: number): Item[]
}

export function createRandom(...key: readonly (string | number)[]): Random {
  let count = 0
  const next = (): number => draw(...key, (count += 1))
  const integer = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    integer,
    between: (least, most) => least + next() * (most - least),
    pick: (items) => {
      const item = items[integer(0, items.length - 1)]
      if (item === undefined) throw new Error('there is nothing to pick from')
      return item
    },
    sample: (items, size) =>
      items
        .map((item) => ({ item, at: next() }))
        .toSorted((left, right) => left.at - right.at)
        .slice(0, size)
        .map(({ item }) => item),
  }
}

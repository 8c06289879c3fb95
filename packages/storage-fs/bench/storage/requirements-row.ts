import type { Claim, Row } from './row.ts'
import { spreadOf, type Spread } from './spread.ts'

/** The rows that the comparison is made of. */
export const requirementsRowNeeds = ['1', '9', '11', '14', '20'] as const

/** Compares what was measured with the figures that the requirements give for their own design. */
export function requirementsRow(rows: readonly Row[]): Row {
  const us = (id: string, name: string) => spreadIn(rows, id, name)
  return {
    id: '23',
    title: "How many times the requirements' own figures, which were measured on another machine",
    figures: [],
    claims: [
      faster('save, 15 ms', 15_000, { spread: us('1', 'storage-fs fast'), atLeast: 20 }),
      faster('read from disk, 8 ms', 8000, { spread: us('11', 'storage-fs, useCache: false'), atLeast: 400 }),
      faster('read from memory, 0.05 ms', 50, { spread: us('9', 'storage-fs, cached'), atLeast: 20 }),
      faster('latest, 2 ms', 2000, { spread: us('14', 'storage-fs, latest'), atLeast: 400 }),
      more('saves a second, 7', 7, { spread: us('20', 'storage-fs fast × 8: saves'), atLeast: 70 }),
    ],
  }
}

interface Measured {
  readonly spread: Spread
  readonly atLeast: number
}

function faster(text: string, microseconds: number, { spread, atLeast }: Measured): Claim {
  const { median, low, high } = spread
  const value = { median: microseconds / median, low: microseconds / high, high: microseconds / low }
  return { text, unit: '×', value, atLeast, isJudged: false }
}

function more(text: string, perSecond: number, { spread, atLeast }: Measured): Claim {
  const { median, low, high } = spread
  const value = { median: median / perSecond, low: low / perSecond, high: high / perSecond }
  return { text, unit: '×', value, atLeast, isJudged: false }
}

/** NaN for what was not measured, which keeps no limit. */
function spreadIn(rows: readonly Row[], id: string, name: string): Spread {
  const row = rows.find((candidate) => candidate.id === id)
  return row?.figures.find((figure) => figure.name === name)?.value ?? spreadOf([])
}

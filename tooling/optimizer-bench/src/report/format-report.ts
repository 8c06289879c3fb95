import type { BenchOptions } from '../read-options.ts'
import type { Claim, Loss } from './claims.ts'
import { formatTable } from './format-table.ts'
import type { Comparison } from './compare-contenders.ts'
import type { ContenderSummary, FamilySummary } from './summarize.ts'

export interface Report {
  readonly families: readonly FamilySummary[]
  readonly contenders: readonly ContenderSummary[]
  readonly comparisons: readonly Comparison[]
  readonly claims: readonly Claim[]
  readonly losses: readonly Loss[]
}

/** The report as Markdown. */
export function formatReport(
  { families, contenders, comparisons, claims, losses }: Report,
  options: BenchOptions,
): string {
  const { budgets, unit, isQuick } = options
  return [
    `Share of the optimum by ${unit}, mean of ${options.seeds.length} worlds (95 % of the bootstrap over worlds)`,
    familyTable(families, options),
    'All families where something can be gained',
    curveTable(contenders, budgets),
    ...(comparisons.length === 0 ? [] : [differenceTable(comparisons, budgets)]),
    'What is in use in the end, and what it took (means over worlds)',
    costTable(contenders),
    'Losses: budgets at which another contender was ahead',
    losses.length === 0 ? 'none' : lossTable(losses),
    ...(isQuick ? [] : ['Claims', claims.map(formatClaim).join('\n')]),
  ].join('\n\n')
}

function formatClaim({ text, holds, found }: Claim): string {
  return `${holds ? 'ok  ' : 'FAIL'} ${text}: ${found}`
}

function familyTable(families: readonly FamilySummary[], { budgets, contenders }: BenchOptions): string {
  const names = Array.from(new Set(families.map(({ family }) => family)))
  const rows = names.flatMap((name) =>
    contenders.flatMap((contender) => {
      const summary = families.find((one) => one.family === name && one.contender === contender)
      if (summary === undefined) return []
      const cells = summary.fractions.map(({ mean, low, high }) => `${share(mean)} (${share(low)}–${share(high)})`)
      return [[name, contender, ...cells, share(summary.area)]]
    }),
  )
  return formatTable(['family', 'contender', ...budgets.map(String), 'mean'], rows)
}

function curveTable(contenders: readonly ContenderSummary[], budgets: readonly number[]): string {
  const rows = contenders.map(({ contender, fractions, needed }) => [
    contender,
    ...fractions.map(({ mean, low, high }) => `${share(mean)} (${share(low)}–${share(high)})`),
    ...needed.map(({ median }) => (median === null ? 'never' : String(median))),
  ])
  return formatTable(['contender', ...budgets.map(String), 'half reach .80 by', '.90 by', '.95 by'], rows)
}

function differenceTable(comparisons: readonly Comparison[], budgets: readonly number[]): string {
  const rows = comparisons.map(({ rival, differences }) => [
    rival,
    ...differences.map(({ mean, low, high }) => `${signed(mean)} (${signed(low)} to ${signed(high)})`),
  ])
  return formatTable(['autoopt less, world by world', ...budgets.map(String)], rows)
}

function costTable(contenders: readonly ContenderSummary[]): string {
  const heads = ['contender', 'in use', 'false deploys', 'harmful', 'lost placeholders', 'worlds with leaks', 'length']
  const rows = contenders.map((one) => [
    one.contender,
    `${share(one.delivered.mean)} (${share(one.delivered.low)}–${share(one.delivered.high)})`,
    `${one.falseDeploys} of ${one.nullWorlds}`,
    `${one.harmfulDeploys} of ${one.worlds}`,
    String(one.lostPlaceholders),
    `${one.leakedWorlds} of ${one.worlds}`,
    `× ${one.growth.toFixed(1)}`,
    Math.round(one.runs).toString(),
    Math.round(one.taskCalls).toString(),
    Math.round(one.reflectionCalls).toString(),
    `${Math.round(one.tokens / 1000)} k`,
    `${one.wallSeconds.toFixed(1)} s`,
  ])
  return formatTable([...heads, 'runs', 'task calls', 'reflections', 'tokens', 'time'], rows)
}

function lossTable(losses: readonly Loss[]): string {
  const rows = losses.map(({ family, budget, rival, ours, theirs }) => [
    family,
    String(budget),
    rival,
    share(ours),
    share(theirs),
    signed(ours - theirs),
  ])
  return formatTable(['family', 'budget', 'ahead', 'ours', 'theirs', 'difference'], rows)
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${share(Math.abs(value))}`
}

function share(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(2)
}

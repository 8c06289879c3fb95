import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { type Family, families, type ReflectionQuality } from '@autoopt/simulator'
import { contenders } from './contenders/contenders.ts'
import type { Unit } from './score/trial.ts'

export interface BenchOptions {
  readonly families: readonly Family[]
  readonly seeds: readonly number[]
  readonly contenders: readonly string[]
  readonly budgets: readonly number[]
  readonly quality: ReflectionQuality
  readonly salt: string
  readonly unit: Unit
  readonly jobs: number
  /** Where trials are kept, to go on from. */
  readonly file: string | undefined
  readonly isQuick: boolean
  readonly isJson: boolean
}

export const usage = `npm run bench:optimizer -- [options]

  --quick              F1, F3 and F9, two worlds each, budgets to 400: a first look, nothing is judged
  --families F1,F3     default: all twelve
  --seeds N            worlds of each family; default 8
  --contenders a,b     ${contenders.map(({ name }) => name).join(', ')}; default: all
  --budget N           the largest budget, in runs of the app; default 1600
  --unit runs|calls    what the budgets of the tables are counted in; default runs
  --quality Q          of the reflection model: weak, medium (default), strong
  --salt TEXT          the worlds of an earlier run; default: worlds that nobody has seen
  --trials FILE        keeps trials as they end, and goes on from those that are there; needs --salt
  --jobs N             processes; default: as many as there are processors
  --json               all figures, of every trial`

const allBudgets = [100, 200, 400, 800, 1600]

/** @throws {Error} with what is wrong with the options, in a sentence; `undefined` when help is wanted. */
export function readOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      families: { type: 'string' },
      seeds: { type: 'string' },
      contenders: { type: 'string' },
      budget: { type: 'string' },
      unit: { type: 'string', default: 'runs' },
      quality: { type: 'string', default: 'medium' },
      salt: { type: 'string' },
      trials: { type: 'string' },
      jobs: { type: 'string' },
    },
  })
  if (values.help) return undefined
  if (values.trials !== undefined && values.salt === undefined)
    throw new Error('--trials needs --salt: without it the worlds are new, and no trial of before is one of theirs.')
  const budget = natural('budget', values.budget ?? (values.quick ? '400' : '1600'))
  return {
    families: chosen('families', values.families ?? (values.quick ? 'F1,F3,F9' : undefined), families),
    seeds: Array.from({ length: natural('seeds', values.seeds ?? (values.quick ? '2' : '8')) }, (_, seed) => seed),
    contenders: chosen(
      'contenders',
      values.contenders,
      contenders.map(({ name }) => name),
    ),
    budgets: [...allBudgets.filter((one) => one < budget), budget],
    quality: oneOf('quality', values.quality, ['weak', 'medium', 'strong']),
    salt: values.salt ?? randomBytes(12).toString('hex'),
    unit: oneOf('unit', values.unit, ['runs', 'calls']),
    file: values.trials,
    jobs: natural('jobs', values.jobs ?? String(availableParallelism())),
    isQuick: values.quick,
    isJson: values.json,
  }
}

function chosen<Name extends string>(
  option: string,
  text: string | undefined,
  known: readonly Name[],
): readonly Name[] {
  return text === undefined ? known : text.split(',').map((name) => oneOf(option, name.trim(), known))
}

function oneOf<Name extends string>(option: string, text: string, known: readonly Name[]): Name {
  const name = known.find((one) => one === text)
  if (name === undefined) throw new Error(`--${option} knows no ${JSON.stringify(text)}; it knows ${known.join(', ')}.`)
  return name
}

function natural(option: string, text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`--${option} is ${JSON.stringify(text)} and must be a whole number from 1 on.`)
  return number
}

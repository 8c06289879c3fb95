import { UnknownWorldError } from '../errors.ts'
import { casesOf } from './cases.ts'
import { createTruth, type Truth } from './truth.ts'
import { modelNames, type ReflectionQuality } from './model-names.ts'
import { planWorld, type WorldOptions } from './plan-world.ts'
import { renderApp } from './render-app.ts'
import type { Family, Split, WorldCase, WorldPlan, WorldPrompts } from './world.ts'

/** An app with prompts to improve, cases to try them on, and models that behave as its hidden rules say. */
export interface World {
  /** Family and seed, such as `f3-7`. */
  readonly name: string
  readonly family: Family
  readonly seed: number
  /** What to ask the simulator for; each name says that the model is simulated. */
  readonly models: {
    readonly task: string
    readonly judge: string
    readonly reflect: Readonly<Record<ReflectionQuality, string>>
  }
  /** The prompts to begin with, by node id. */
  readonly prompts: WorldPrompts
  /** The app with these prompts as the text of a Dify DSL file. */
  readonly app: string
  readonly cases: Readonly<Record<Split, readonly WorldCase[]>>
  /** For whoever keeps the score; nothing that optimizes may look at it. */
  readonly truth: Truth
  /** What the models read; nothing that optimizes may look at it. */
  readonly plan: WorldPlan
}

/**
 * Makes a world; the same options make the same world.
 *
 * @throws {@link UnknownWorldError} when there is no such family or the seed is no natural number.
 */
export function createWorld(options: WorldOptions): World {
  if (!families.includes(options.family) || !Number.isSafeInteger(options.seed) || options.seed < 0)
    throw new UnknownWorldError(`${options.family}-${options.seed}`)
  const plan = planWorld(options)
  const prompts = Object.fromEntries(plan.nodes.map((node) => [node.id, node.prompts]))
  const { task, judge, reflect } = modelNames(plan.name)
  return {
    name: plan.name,
    family: plan.family,
    seed: plan.seed,
    models: { task, judge, reflect },
    prompts,
    app: renderApp(plan, task),
    cases: {
      train: casesOf(plan, 'train'),
      validation: casesOf(plan, 'validation'),
      test: casesOf(plan, 'test'),
    },
    truth: createTruth(plan, prompts),
    plan,
  }
}

/**
 * Makes the world of a name such as `f3-7`.
 *
 * @throws {@link UnknownWorldError} when the name is of no world.
 */
export function worldNamed(name: string, { salt = '' }: { readonly salt?: string } = {}): World {
  const [, number, seed] = /^f(\d{1,2})-(\d{1,9})$/i.exec(name) ?? []
  const family = families.find((candidate) => candidate === `F${Number(number)}`)
  if (family === undefined) throw new UnknownWorldError(name)
  return createWorld({ family, seed: Number(seed), salt })
}

/** Every family of worlds. */
export const families: readonly Family[] = ['F1', 'F2', 'F3', 'F4', 'F5', 'F6', 'F7', 'F8', 'F9', 'F10', 'F11', 'F12']

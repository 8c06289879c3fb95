import { draw } from '../random/draw.ts'
import type { Language } from '../text/language.ts'
import type { AppDraft } from './apps/app-draft.ts'
import { chainApp } from './apps/chain-app.ts'
import { classifyApp } from './apps/classify-app.ts'
import { extractApp } from './apps/extract-app.ts'
import { routerApp } from './apps/router-app.ts'
import { segmentsApp } from './apps/segments-app.ts'
import { setTrap } from './apps/set-trap.ts'
import { writeApp } from './apps/write-app.ts'
import { createDraft, type Draft } from './draft.ts'
import type { Family, JudgePlan, WorldPlan } from './world.ts'

export interface WorldOptions {
  readonly family: Family
  /** Which world of the family; a natural number. */
  readonly seed: number
  /**
   * What the words and the values of the world are drawn from beside family and seed. Keep it to yourself where the world
   * is to be new to everybody. Default: none, so that everybody gets the same world.
   */
  readonly salt?: string
}

interface Recipe {
  readonly apps: readonly ((draft: Draft) => AppDraft)[]
  readonly language?: Language
  readonly baseRates?: readonly [number, number]
  readonly reach?: number
  readonly capacity?: number
  readonly casesPerSplit?: readonly [least: number, most: number]
  readonly judge?: JudgePlan
  readonly trap?: true
}

/** Draws everything that a world is made of. The same options, the same world, down to the last byte. */
export function planWorld({ family, seed, salt = '' }: WorldOptions): WorldPlan {
  const recipe = recipes[family]
  const { language = 'en', baseRates = [0.05, 0.45], judge = fairJudge, reach = 1, capacity = 14 } = recipe
  const draft = createDraft({ key: `${salt}/${family}/${seed}`, language, baseRates })
  const makeApp = recipe.apps[seed % recipe.apps.length]
  if (makeApp === undefined) throw new Error(`family ${family} has no app`)
  const app = makeApp(draft)
  const [least, most] = recipe.casesPerSplit ?? [20, 20]
  const size = (split: string): number => least + Math.floor(draw(salt, family, seed, split) * (most - least + 1))
  return {
    name: `${family.toLowerCase()}-${seed}`,
    family,
    seed,
    salt,
    language,
    features: draft.features,
    refPrefix: draft.refPrefix,
    sizes: { train: size('train'), validation: size('validation'), test: 400 },
    reach,
    capacity,
    judge,
    ...app,
    nodes: recipe.trap === undefined ? app.nodes : setTrap(draft, app.nodes, seed),
  }
}

const fairJudge: JudgePlan = { isMetric: false, noise: 0.1, lengthBias: 0.05 }
const vainJudge: JudgePlan = { isMetric: true, noise: 0.25, lengthBias: 0.3 }

const write = (draft: Draft): AppDraft => writeApp(draft)
const writeInLanguage = (draft: Draft): AppDraft => writeApp(draft, { hasLanguageRule: true })

/** What each family is for stands in the README. */
const recipes: Readonly<Record<Family, Recipe>> = {
  F1: { apps: [classifyApp] },
  F2: { apps: [extractApp] },
  F3: { apps: [chainApp] },
  F4: { apps: [routerApp] },
  F5: { apps: [write], capacity: 12 },
  F6: { apps: [segmentsApp] },
  F7: { apps: [classifyApp, segmentsApp, writeInLanguage], trap: true },
  F8: { apps: [write, segmentsApp], judge: vainJudge },
  F9: { apps: [classifyApp, chainApp, write], reach: 0, baseRates: [0.35, 0.8] },
  F10: { apps: [classifyApp, chainApp, write], baseRates: [0.985, 0.999] },
  F11: { apps: [classifyApp, extractApp, chainApp, routerApp, write], language: 'zh' },
  F12: { apps: [classifyApp, chainApp, segmentsApp], casesPerSplit: [4, 6] },
}

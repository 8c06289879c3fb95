import { createRandom, type Random, type TestResult } from '@autoopt/collector'
import { sampleEvidence } from '../../evidence/sample-evidence.ts'
import { failureClusters } from '../../evidence/failure-clusters.ts'
import { nodeBlame } from '../../evidence/node-blame.ts'
import { type Candidate, createCandidate } from '../../search/candidate.ts'
import type { ComponentTexts } from '../../search/component.ts'
import type { Edit } from '../../search/edit.ts'
import { BudgetExceededError } from '../errors.ts'
import { aliveHypotheses } from './alive-hypotheses.ts'
import { variantIdOf } from './candidate-ids.ts'
import { keepEdits } from './keep-edits.ts'
import type { Search } from './search.ts'
import { triedEdits } from './tried-edits.ts'
import type { EffectModel } from './effect-model.ts'

/** One chain of reflections on one wording. */
export interface ReflectionTask {
  readonly parent: Candidate
  /** Unique in the campaign: what is drawn for the task depends on it. */
  readonly name: string
  /** How many reflections build on one another before anything is run. */
  readonly passes: number
  /** The half of the cases to read; all when absent. */
  readonly fold?: number
  readonly wantsRewrite?: boolean
  readonly effects: EffectModel
}

/**
 * Asks for changes of a wording, several times in a row: each reflection sees the prompts with the changes so far and other cases. So
 * one run of a candidate tries what several reflections thought of, and none of them thinks of the same again.
 *
 * @returns a candidate for each pass that brought something, each with all changes up to there.
 */
export async function reflectOn(search: Search, task: ReflectionTask): Promise<Candidate[]> {
  const candidates: Candidate[] = []
  let draft: Draft = { texts: task.parent.texts, edits: [] }
  for (let pass = 0; pass < task.passes; pass += 1) {
    const next = await reflectOnce(search, { ...task, draft, pass })
    if (next === 'over_budget') break
    if (next === undefined) continue
    draft = next
    const { texts, edits } = draft
    candidates.push(
      createCandidate({
        texts,
        edits,
        parents: [task.parent.id],
        origin: task.wantsRewrite === true ? 'restart' : 'reflect',
      }),
    )
  }
  return candidates
}

interface Draft {
  readonly texts: ComponentTexts
  readonly edits: readonly Edit[]
}

interface PassTask extends ReflectionTask {
  readonly draft: Draft
  readonly pass: number
}

async function reflectOnce(search: Search, task: PassTask): Promise<Draft | undefined | 'over_budget'> {
  const { components, reflector, spending, plan } = search
  if (reflector === undefined) return undefined
  const random = createRandom(`${task.name}/${task.pass}`)
  const readable = task.fold === undefined ? search.readable : (search.folds[task.fold] ?? search.readable)
  const ids = new Set(readable.map(({ case_id }) => case_id))
  const results = search.store
    .results(variantIdOf(task.parent, search))
    .filter(({ case_id, traces }) => ids.has(case_id) && traces !== undefined)
  const cases = sampleEvidence(results, { cases: readable, count: plan.evidence, random })
  if (!cases.some(({ isPassing }) => !isPassing)) return undefined
  const chosen = chooseComponents(search, results, random)
  let accepted: Draft | undefined
  try {
    await reflector.reflect(
      {
        aim: 'failures',
        components,
        texts: task.draft.texts,
        chosen,
        cases,
        clusters: failureClusters(results).clusters,
        tried: triedEdits(search, task.effects, chosen),
        hypotheses: aliveHypotheses(search, chosen),
        ...(search.steps === undefined ? {} : { steps: search.steps }),
        ...(task.wantsRewrite === true ? { wantsRewrite: true } : {}),
      },
      {
        repeat: random.below(1_000_000_000),
        mayCall: () => spending.mayCall(0),
        check: (edits) => {
          const kept = keepEdits(search, task.draft.texts, edits)
          if (kept.edits.length === 0) return kept.problems
          accepted = { texts: kept.texts, edits: [...task.draft.edits, ...kept.edits] }
          return []
        },
        ...(search.signal === undefined ? {} : { signal: search.signal }),
      },
    )
  } catch (error) {
    if (error instanceof BudgetExceededError) return 'over_budget'
    throw error
  }
  return accepted
}

/** All when there are few nodes, else those that are most to blame. */
function chooseComponents(search: Search, results: readonly TestResult[], random: Random): string[] {
  const { components, bandit, cases, graph } = search
  const nodes = new Set(components.map(({ nodeId }) => nodeId))
  if (nodes.size <= mostNodes) return components.map(({ id }) => id)
  const blame = nodeBlame(results, { cases, components, ...(graph === undefined ? {} : { graph }) })
  const picked = new Set(bandit.pick(blame, { count: mostNodes, random }))
  const pickedNodes = new Set(components.filter(({ id }) => picked.has(id)).map(({ nodeId }) => nodeId))
  return components.filter(({ nodeId }) => pickedNodes.has(nodeId)).map(({ id }) => id)
}

const mostNodes = 3

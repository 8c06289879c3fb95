import type { RuleStrategy } from '@autoopt/config'
import { PromptAnalyzer } from '../../analysis/prompt-analyzer.ts'
import { type ModelStrategy, staticJob } from '../../reflect/static-job.ts'
import { OptimizationEngine } from '../../rewrite/optimization-engine.ts'
import { rewriteInput } from '../../rewrite-input.ts'
import { type Candidate, createCandidate } from '../../search/candidate.ts'
import type { Edit } from '../../search/edit.ts'
import { BudgetExceededError } from '../errors.ts'
import { keepEdits } from './keep-edits.ts'
import type { Search } from './search.ts'

/** Wordings that need no cases: by rule, and by a model that is told what the static analysis noticed. */
export async function staticCandidates(search: Search): Promise<Candidate[]> {
  const { rules, models } = search.strategies
  const candidates = rules.map((strategy) => byRule(search, strategy))
  for (const strategy of models) candidates.push(await byModel(search, strategy))
  return candidates.filter((candidate) => candidate !== undefined)
}

/** Rewrites each prompt; those whose rewrite does not pass the gates stay as they are. */
function byRule(search: Search, strategy: RuleStrategy): Candidate | undefined {
  const engine = new OptimizationEngine()
  const analyzer = new PromptAnalyzer()
  const edits = search.components.flatMap(({ id, prompt }): Edit[] => {
    const analyze = (text: string) => analyzer.analyzePrompt({ ...prompt, text })
    const { optimized_prompt: text, changes } = engine.optimize(rewriteInput(prompt), strategy, { analyze })
    if (changes.length === 0) return []
    const rationale = [...new Set(changes.map(({ note }) => note))].join(' ')
    return [{ op: 'rewrite', component: id, text, hypothesis: 'wording', rationale, evidence: [] }]
  })
  return create(search, edits, 'static')
}

async function byModel(search: Search, strategy: ModelStrategy): Promise<Candidate | undefined> {
  const { components, reflector, spending, seed, signal } = search
  if (reflector === undefined) return undefined
  let edits: readonly Edit[] = []
  const job = staticJob(strategy, { components, texts: seed.texts, chosen: components.map(({ id }) => id) })
  try {
    await reflector.reflect(job, {
      mayCall: () => spending.mayCall(0),
      check: (proposed) => {
        const kept = keepEdits(search, seed.texts, proposed)
        edits = kept.edits
        return kept.edits.length === 0 ? kept.problems : []
      },
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (!(error instanceof BudgetExceededError)) throw error
  }
  return create(search, edits, 'reflect')
}

function create(search: Search, edits: readonly Edit[], origin: Candidate['origin']): Candidate | undefined {
  const { seed } = search
  const kept = keepEdits(search, seed.texts, edits)
  if (kept.edits.length === 0) return undefined
  return createCandidate({ texts: kept.texts, edits: kept.edits, origin, parents: [seed.id] })
}

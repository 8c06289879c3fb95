import { createRandom } from '@autoopt/collector'
import type { Contender, ContenderTask } from '../contender.ts'
import { describeRun } from './describe-run.ts'
import { evaluatePrompts } from './evaluate-prompts.ts'
import { rewritePrompt } from './rewrite-prompt.ts'
import { systemTexts, withSystemTexts } from './system-texts.ts'

const evidenceCases = 8
/** Runs in a row of rewrites that came to nothing; a reflection model that only fails must not keep it busy forever. */
const patience = 50

/** Rewrites the seed as often as the budget allows, each time by other failing cases, and keeps what scores best on all cases. */
export const bestOfN: Contender = {
  name: 'best-of-n',
  optimize: async (task) => {
    const { world, endpoint, seed } = task
    const cases = [...world.train, ...world.validation]
    const first = await evaluatePrompts(world.prompts, cases, endpoint)
    let best = { prompts: world.prompts, mean: first?.mean ?? 0 }
    const random = createRandom(`best-of-n/${seed}`)
    const failing = world.train.flatMap((testCase, index) => {
      const result = first?.results[index]
      return result === undefined || result.status === 'passed' ? [] : [describeRun(testCase, result)]
    })
    for (let empty = 0; failing.length > 0 && endpoint.runsLeft >= cases.length && empty < patience;) {
      const evidence = random.shuffle(failing).slice(0, evidenceCases)
      const prompts = await rewriteAll(task, evidence)
      const tried = prompts === undefined ? undefined : await evaluatePrompts(prompts, cases, endpoint)
      empty = tried === undefined ? empty + 1 : 0
      if (prompts === undefined || tried === undefined || tried.mean <= best.mean) continue
      best = { prompts, mean: tried.mean }
      task.onIncumbent(prompts)
    }
    const isDeployed = best.prompts !== world.prompts
    return { prompts: best.prompts, isDeployed, verdict: isDeployed ? 'highest mean' : 'seed' }
  },
}

/** The seed with every node's system message written anew; `undefined` when no answer could be used. */
async function rewriteAll(
  { world, endpoint }: ContenderTask,
  evidence: readonly string[],
): Promise<ContenderTask['world']['prompts'] | undefined> {
  const texts: Record<string, string> = {}
  for (const [node, text] of Object.entries(systemTexts(world.prompts))) {
    const rewritten = await rewritePrompt({ text, evidence }, endpoint)
    if (rewritten !== undefined && rewritten !== text) texts[node] = rewritten
  }
  return Object.keys(texts).length === 0 ? undefined : withSystemTexts(world.prompts, texts)
}

import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { parseDsl } from '@autoopt/dsl'
import { type BudgetName, type Component, componentsFromDsl, type Evaluate, runCampaign } from '@autoopt/optimizer'
import type { WorldPrompts } from '@autoopt/simulator'
import type { Contender, OpenWorld } from '../contender.ts'

/** The campaign of `@autoopt/optimizer`, on the world's app as a Dify file. */
export const campaign: Contender = {
  name: 'autoopt',
  optimize: async ({ world, endpoint, budget, seed, onIncumbent }) => {
    const document = parseDsl(world.app)
    const components = componentsFromDsl(document, { now: new Date(0) })
    const evaluate: Evaluate = async function* (variant, cases, { repeats, keepTraces }) {
      const texts: Record<string, string> = {}
      for (const { selector, strategy } of variant.nodes)
        if (selector.by_id !== undefined && strategy.mode === 'replace') texts[selector.by_id] = strategy.content
      const prompts = promptsOf(world, components, texts)
      for (const testCase of cases)
        for (const repeat of repeats) {
          const { traces, ...result } = await endpoint.run(prompts, testCase, { repeat })
          yield {
            ...result,
            variant_id: variant.variant_id,
            ...(keepTraces && traces !== undefined ? { traces } : {}),
          }
        }
    }
    const { baseUrl: baseURL, fetch, reflectionModel } = endpoint
    const events = runCampaign({
      components,
      cases: [...world.train, ...world.validation],
      evaluate,
      reflectionModel: createOpenAICompatible({ name: 'simulated', baseURL, fetch }).chatModel(reflectionModel),
      budget: presetFor(budget),
      limits: { runs: budget },
      seed,
      // The models of a world have neither prices nor times: a longer prompt costs nothing here.
      margins: { costIncrease: null, latencyIncrease: null },
      ...(document.graph === undefined ? {} : { graph: document.graph }),
    })
    for await (const event of events) {
      if (event.type === 'incumbent') onIncumbent(promptsOf(world, components, event.candidate.texts))
      if (event.type !== 'finished') continue
      const { best, verdict } = event.result
      return { prompts: promptsOf(world, components, best.texts), isDeployed: verdict === 'deploy', verdict }
    }
    throw new Error('The campaign ended without a result.')
  },
}

/** The smallest budget by name that makes use of so many runs, of 32 cases that are not held out. */
function presetFor(runs: number): BudgetName {
  if (runs <= 200) return 'light'
  return runs <= 480 ? 'standard' : 'thorough'
}

/** Components back in their places; a message is known by its node and its role. */
function promptsOf(
  { prompts }: OpenWorld,
  components: readonly Component[],
  texts: Readonly<Record<string, string>>,
): WorldPrompts {
  const textAt = new Map(components.map(({ id, nodeId, role }) => [`${nodeId}/${role}`, texts[id]]))
  return Object.fromEntries(
    Object.entries(prompts).map(([node, messages]) => [
      node,
      messages.map((message) => ({ ...message, text: textAt.get(`${node}/${message.role}`) ?? message.text })),
    ]),
  )
}

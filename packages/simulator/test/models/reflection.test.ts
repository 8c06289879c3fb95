import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createWorld, runCase, worldNamed, type World } from '../../src/index.ts'
import { readInstructions } from '../../src/world/read-instructions.ts'
import { ask, simulatorOf, someWorlds } from '../worlds.ts'

const forms = {
  fenced: (prompt: string, evidence: string) =>
    `These are the instructions:\n\`\`\`\n${prompt}\n\`\`\`\nExamples with feedback:\n\`\`\`\n${evidence}\n\`\`\`\nWrite better ones within \`\`\` blocks.`,
  fields: (prompt: string, evidence: string) =>
    `Current Value: What the component says now.\nNew Value: What it should say.\n\nComponent Key: root\nCurrent Value: ${prompt}\nMinibatch: ${JSON.stringify(evidence)}\nReturn the New Value.`,
  candidates: (prompt: string, evidence: string) =>
    JSON.stringify({ goal: 'Improve it.', candidateCount: 2, currentPrompt: prompt, failures: [{ evidence }] }),
  edits: (prompt: string, evidence: string) =>
    `${componentBlock('write', prompt)}\n<data>${evidence}</data>\nAnswer with {"edits": […]}.`,
} as const
type Form = keyof typeof forms

function componentBlock(id: string, prompt: string): string {
  const lines = prompt.split('\n').map((line, index) => `[r${index}] ${line}`)
  return `<component id="${id}">\n${lines.join('\n')}\n</component>`
}

/** The new prompt that an answer proposes; undefined when the answer is broken. */
function proposed(form: Form, answer: string, prompt: string): string | undefined {
  try {
    if (form === 'fenced') return /```[^\n]*\n(.*?)\n```/s.exec(answer)?.[1]
    if (form === 'fields') return /^New Value: (.*)$/s.exec(answer)?.[1]
    if (form === 'candidates') return (JSON.parse(answer) as { candidates: { prompt: string }[] }).candidates[0]?.prompt
    const { edits } = JSON.parse(answer) as { edits: { op: string; text?: string; ruleId?: string }[] }
    const deleted = new Set(edits.filter(({ op }) => op === 'delete').map(({ ruleId }) => ruleId))
    const kept = prompt.split('\n').filter((_, index) => !deleted.has(`r${index}`))
    return [...kept, ...edits.filter(({ op }) => op === 'add').map(({ text = '' }) => text)].join('\n')
  } catch {
    return undefined
  }
}

/** What failed in the first cases of a world, as an optimizer would tell it. */
async function evidenceOf(world: World, cases = world.cases.train.slice(0, 8)): Promise<string> {
  const simulator = simulatorOf(world)
  const records = await Promise.all(
    cases.map(async (one) => {
      const outputs = await runCase(world, one, {
        ask: (messages) => ask(simulator, { model: world.models.task, messages: [...messages] }),
      })
      return `Input: ${one.inputs.text}\nNodes: ${JSON.stringify(outputs.nodes)}\nExpected: ${one.expected_outputs.text}`
    }),
  )
  return records.join('\n\n')
}

const world = createWorld({ family: 'F6', seed: 3 })
const system = world.prompts['write']?.[0]?.text ?? ''

describe.each(['fenced', 'fields', 'candidates', 'edits'] as const)('asked in the form %s', (form) => {
  it('answers in that form with rules that the failures call for, most of the time', async () => {
    const evidence = await evidenceOf(world)
    const simulator = simulatorOf(world)
    const counts = { understood: 0, broken: 0 }
    for (let index = 0; index < 40; index += 1) {
      const answer = await ask(
        simulator,
        { model: world.models.reflect.strong, messages: [{ role: 'user', content: forms[form](system, evidence) }] },
        { 'x-repeat-index': String(index) },
      )
      const prompt = proposed(form, answer, system)
      if (prompt === undefined) counts.broken += 1
      else if (readInstructions(world.plan, prompt).assertions.length > 0) counts.understood += 1
    }
    expect(counts.understood).toBeGreaterThanOrEqual(30)
    expect(counts.broken).toBeLessThanOrEqual(5)
  })

  it('says nothing of what the chat does not show', async () => {
    for (const { plan, models, prompts } of someWorlds) {
      const simulator = simulatorOf(worldNamed(plan.name, { salt: plan.salt }))
      const [node] = plan.nodes
      const own = prompts[node?.id ?? '']?.[0]?.text ?? ''
      const answer = await ask(simulator, {
        model: models.reflect.strong,
        messages: [{ role: 'user', content: forms[form](own, 'Nothing was recorded.') }],
      })
      const values = plan.nodes
        .flatMap(({ rules }) => rules)
        .filter(({ kind }) => kind === 'include' || kind === 'open')
      expect(values.filter(({ value }) => answer.includes(value) && !own.includes(value))).toEqual([])
    }
  })
})

describe('what goes wrong in rewriting', () => {
  const told = world.truth.bestPrompts()['write']?.[0]?.text ?? ''
  const rulesIn = (prompt: string): number => readInstructions(world.plan, prompt).assertions.length

  async function lost(form: Form): Promise<number> {
    const simulator = simulatorOf(world)
    let missing = 0
    for (let index = 0; index < 60; index += 1) {
      const content = forms[form](told, `Nothing was recorded in round ${index}.`)
      const answer = await ask(simulator, { model: world.models.reflect.medium, messages: [{ role: 'user', content }] })
      const prompt = proposed(form, answer, told)
      if (prompt !== undefined) missing += rulesIn(told) - rulesIn(prompt)
    }
    return missing / 60 / rulesIn(told)
  }

  it('loses a rule now and then, and never one in edits', async () => {
    const share = await lost('fenced')
    expect(share).toBeGreaterThan(0.02)
    expect(share).toBeLessThan(0.1)
    expect(await lost('edits')).toBe(0)
  })

  it('copies cases, and does so less where that is forbidden', async () => {
    const evidence = await evidenceOf(world)
    const copies = async (plea: string): Promise<number> => {
      const simulator = simulatorOf(world)
      let count = 0
      for (let index = 0; index < 150; index += 1) {
        const content = forms.fenced(system, `${evidence}\n${plea}\nround ${index}`)
        const answer = await ask(simulator, { model: world.models.reflect.weak, messages: [{ role: 'user', content }] })
        if (world.cases.train.some(({ case_id: id }) => answer.includes(id))) count += 1
      }
      return count
    }
    const [free, forbidden] = [await copies(''), await copies('Do not copy any case verbatim.')]
    expect(free).toBeGreaterThan(20)
    expect(forbidden).toBeLessThan(free / 2)
  })

  it('understands less from too many cases at once', async () => {
    const simulator = simulatorOf(world)
    const understood = async (count: number): Promise<number> => {
      const evidence = await evidenceOf(world, world.cases.test.slice(0, count))
      let rules = 0
      for (let index = 0; index < 60; index += 1) {
        const content = forms.edits(system, `${evidence}\nround ${index}`)
        const answer = await ask(simulator, {
          model: world.models.reflect.strong,
          messages: [{ role: 'user', content }],
        })
        rules += rulesIn(proposed('edits', answer, system) ?? '')
      }
      return rules / 60
    }
    expect(await understood(40)).toBeLessThan((await understood(10)) * 0.8)
  })

  it('gets better with its quality', async () => {
    const simulator = simulatorOf(world)
    const evidence = await evidenceOf(world)
    const gains = { weak: 0, medium: 0, strong: 0 }
    for (const quality of ['weak', 'medium', 'strong'] as const)
      for (let index = 0; index < 60; index += 1) {
        const content = forms.edits(system, `${evidence}\nround ${index}`)
        const answer = await ask(simulator, {
          model: world.models.reflect[quality],
          messages: [{ role: 'user', content }],
        })
        gains[quality] += rulesIn(proposed('edits', answer, system) ?? system)
      }
    expect(gains.weak).toBeLessThan(gains.medium)
    expect(gains.medium).toBeLessThan(gains.strong)
  })
})

it('blames the right node of a chain more often when it sees what each node wrote', async () => {
  const chain = createWorld({ family: 'F3', seed: 5 })
  const simulator = simulatorOf(chain)
  const whole = await evidenceOf(chain)
  const shares = await Promise.all(
    [whole, whole.replaceAll(/^Nodes: .*?(?="answer":)/gm, 'Nodes: {')].map(async (evidence) => {
      let [right, all] = [0, 0]
      for (let index = 0; index < 60; index += 1) {
        const own = chain.prompts['rewrite']?.[0]?.text ?? ''
        const content = forms.fenced(own, `${evidence}\nround ${index}`)
        const answer = await ask(simulator, {
          model: chain.models.reflect.medium,
          messages: [{ role: 'user', content }],
        })
        const said = readInstructions(chain.plan, proposed('fenced', answer, own) ?? '').assertions
        all += said.length
        right += said.filter(({ value }) => chain.plan.nodes[0]?.rules.some((rule) => rule.value === value)).length
      }
      return right / all
    }),
  )
  expect(shares[0]).toBe(1)
  expect(shares[1]).toBeLessThan(0.95)
})

it('lets go of a side idea that the history shows', async () => {
  const simulator = simulatorOf(world)
  const ideas = new Map<string, number>()
  for (let index = 0; index < 80; index += 1) {
    const content = forms.edits(system, `Nothing was recorded in round ${index}.`)
    const answer = await ask(simulator, { model: world.models.reflect.weak, messages: [{ role: 'user', content }] })
    for (const [, text = ''] of answer.matchAll(/"text":"([^"]+)"/g)) ideas.set(text, (ideas.get(text) ?? 0) + 1)
  }
  const [favourite = '', count = 0] = Array.from(ideas).toSorted((left, right) => right[1] - left[1])[0] ?? []
  expect(count).toBeGreaterThan(8)
  for (let index = 0; index < 80; index += 1) {
    const content = forms.edits(system, `Rejected: ${favourite} Nothing was recorded in round ${index}.`)
    const answer = await ask(simulator, { model: world.models.reflect.weak, messages: [{ role: 'user', content }] })
    expect(answer).not.toContain(favourite)
  }
})

it('sums feedback up when asked for a summary', async () => {
  const content = `Minibatch: ${JSON.stringify(await evidenceOf(world))}\nGive the Feedback Summary.`
  const answer = await ask(simulatorOf(world), {
    model: world.models.reflect.medium,
    messages: [{ role: 'user', content }],
  })
  expect(answer).toMatch(/^Feedback Summary: .*\d+ of \d+ cases/)
})

it('says the same again with a manner added, when it does not understand what is asked', async () => {
  await fc.assert(
    fc.asyncProperty(fc.lorem({ mode: 'sentences', maxCount: 3 }), async (content) => {
      const answer = await ask(simulatorOf(world), {
        model: world.models.reflect.strong,
        messages: [{ role: 'user', content }],
      })
      expect(answer).toBe(`${content.trim()}\nBe careful and verify the details.`)
    }),
    { numRuns: 10 },
  )
})

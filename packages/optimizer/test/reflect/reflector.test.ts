import { MockLanguageModelV4 } from 'ai/test'
import { expect, test } from 'vitest'
import { componentsFromTexts } from '../../src/components/components-from-texts.ts'
import { CandidateGates } from '../../src/gates/candidate-gates.ts'
import { proposeTexts } from '../../src/gates/propose-texts.ts'
import type { ReflectionJob } from '../../src/reflect/reflection-job.ts'
import { type ReflectOptions, Reflector } from '../../src/reflect/reflector.ts'

const components = componentsFromTexts({ main: 'Sort letters.\n\n{{letter}}' })
const texts = { main: 'Sort letters.\n\n{{letter}}' }
const job: ReflectionJob = { aim: 'failures', components, texts, chosen: ['main'] }

function answer(...edits: object[]): string {
  return JSON.stringify({
    diagnosis: [],
    edits: edits.map((edit) => Object.assign({ component: 'main', hypothesis: 'missing_rule' }, edit)),
  })
}

/** A model that gives these answers one after the other. */
function modelOf(...answers: string[]): MockLanguageModelV4 {
  let count = 0
  return new MockLanguageModelV4({
    doGenerate: async () => ({
      content: [{ type: 'text', text: answers[(count += 1) - 1] ?? '' }],
      finishReason: { unified: 'stop', raw: 'stop' },
      usage: {
        inputTokens: { total: 100, noCache: 100, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: 10, text: 10, reasoning: 0 },
      },
      providerMetadata: { autoopt: { cost_usd: count === 1 ? 0.25 : 'unknown' } },
      warnings: [],
    }),
  })
}

const good = answer({ op: 'add', text: 'Answer with one word.' })

function checkWith(gates: CandidateGates): NonNullable<ReflectOptions['check']> {
  return (edits) => proposeTexts({ components, texts, gates }, edits).problems
}

test('edits come back with what they cost', async () => {
  const model = modelOf(good)
  const reflection = await new Reflector({ model }).reflect(job, {
    repeat: 3,
    check: checkWith(new CandidateGates(components)),
  })
  expect(reflection).toMatchObject({
    outcome: 'edits',
    edits: [{ op: 'add', text: 'Answer with one word.' }],
    calls: [{ input_tokens: 100, output_tokens: 10, cost_usd: 0.25 }],
  })
  expect(model.doGenerateCalls[0]).toMatchObject({
    headers: { 'x-repeat-index': '3' },
    providerOptions: { autoopt: { role: 'reflection', repeat: 3 } },
    temperature: 0.8,
    maxOutputTokens: 4000,
  })
})

test('the model is told once what is wrong, and may answer again', async () => {
  const model = modelOf(answer({ op: 'rewrite', text: 'Sort the letter.' }), good)
  const reflection = await new Reflector({ model }).reflect(job, { check: checkWith(new CandidateGates(components)) })
  expect(reflection).toMatchObject({ outcome: 'edits', calls: [{ cost_usd: 0.25 }, { cost_usd: null }] })
  const told = JSON.stringify(model.doGenerateCalls[1]?.prompt)
  expect(told).toContain('The placeholder {{letter}} must stand in the text once')
  expect(told).toContain('Sort the letter.')
})

test('an answer that is bad twice is turned away', async () => {
  const model = modelOf('Sure!', good.slice(0, -3), good)
  const reflection = await new Reflector({ model }).reflect(job)
  expect(reflection).toMatchObject({ outcome: 'rejected', problems: [expect.stringContaining('broke off')] })
  expect(model.doGenerateCalls).toHaveLength(2)
})

test('no call is made that is not allowed', async () => {
  const model = modelOf('Sure!', good)
  const asked: number[] = []
  const mayCall: ReflectOptions['mayCall'] = ({ inputTokens, maxOutputTokens }) =>
    asked.push(inputTokens + maxOutputTokens) < 2
  const reflection = await new Reflector({ model }).reflect(job, { mayCall })
  expect(reflection).toMatchObject({ outcome: 'rejected', calls: [{}] })
  expect(model.doGenerateCalls).toHaveLength(1)
  expect(asked[1]).toBeGreaterThan(asked[0] ?? Infinity)
})

test('a model that finds nothing to edit is not asked again', async () => {
  const reflection = await new Reflector({ model: modelOf(answer()) }).reflect(job, {
    check: () => [{ message: 'never' }],
  })
  expect(reflection).toMatchObject({ outcome: 'edits', edits: [] })
})

test('a failure of the infrastructure is thrown, after one call', async () => {
  let calls = 0
  const model = new MockLanguageModelV4({
    doGenerate: async () => {
      calls += 1
      throw new Error('the line is dead')
    },
  })
  await expect(new Reflector({ model }).reflect(job)).rejects.toThrow('the line is dead')
  expect(calls).toBe(1)
})

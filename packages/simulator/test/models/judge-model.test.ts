import { describe, expect, it } from 'vitest'
import { createWorld, type World } from '../../src/index.ts'
import { ask, simulatorOf } from '../worlds.ts'

async function judged(world: World, output: string, round = 0): Promise<number> {
  const rubric = world.cases.train[0]?.assertions[0]?.value ?? `A good answer to ${world.cases.train[0]?.case_id}.`
  const content = `<output>${output}</output>\n<rubric>${rubric}</rubric>\nround ${round}. Answer as JSON.`
  const answer = await ask(simulatorOf(world), { model: world.models.judge, messages: [{ role: 'user', content }] })
  return (JSON.parse(answer) as { score: number }).score
}

describe('a judge that is the metric', () => {
  const world = createWorld({ family: 'F8', seed: 0 })
  const good = world.cases.train[0]?.expected_outputs.text ?? ''
  const mean = async (output: string): Promise<number> => {
    const scores = await Promise.all(Array.from({ length: 60 }, (_, round) => judged(world, output, round)))
    return scores.reduce((sum, score) => sum + score, 0) / scores.length
  }

  it('tells good from bad, on average', async () => {
    expect(await mean(good)).toBeGreaterThan((await mean('Thank you for your message.')) + 0.3)
  })

  it('finds the output between tags that carry a code, whatever else stands in the question', async () => {
    const expected = `<expected-0a1b2c3d4e5f>\n${good}\n</expected-0a1b2c3d4e5f>`
    const coded = (output: string): string => `${expected}\n<output-0a1b2c3d4e5f>\n${output}\n</output-0a1b2c3d4e5f>`
    const content = (output: string): string => `${world.cases.train[0]?.assertions[0]?.value ?? ''}\n${coded(output)}`
    const score = async (output: string): Promise<number> => {
      const messages = [{ role: 'user', content: content(output) }]
      const answer = await ask(simulatorOf(world), { model: world.models.judge, messages })
      return (JSON.parse(answer) as { score: number }).score
    }
    expect(await score('')).toBeLessThan(0.5)
    expect(await score(good)).toBeGreaterThan(0.5)
  })

  it('likes length for its own sake', async () => {
    const poor = 'Thank you for your message.'
    expect(await mean(`${poor} ${'We are glad to be of help at any time. '.repeat(8)}`)).toBeGreaterThan(
      (await mean(poor)) + 0.1,
    )
  })

  it('gives the same word to the same question, and wavers between questions', async () => {
    expect(await judged(world, good, 1)).toBe(await judged(world, good, 1))
    const scores = await Promise.all(Array.from({ length: 20 }, (_, round) => judged(world, good.slice(0, 60), round)))
    expect(new Set(scores).size).toBeGreaterThan(5)
  })
})

it('names the better of two outputs, and says that it is simulated in its reasons', async () => {
  const world = createWorld({ family: 'F5', seed: 1 })
  const one = world.cases.train[0]
  const good = one?.expected_outputs.text ?? ''
  const ask2 = (first: string, second: string): Promise<string> =>
    ask(simulatorOf(world), {
      model: world.models.judge,
      messages: [
        { role: 'user', content: `Which answers ${one?.case_id} better?\nOutput A: ${first}\nOutput B: ${second}` },
      ],
    })
  expect(await ask2(good, 'No.')).toBe('A')
  expect(await ask2('No.', good)).toBe('B')
  const single = await ask(simulatorOf(world), {
    model: world.models.judge,
    messages: [{ role: 'user', content: `<output>${good}</output> for ${one?.case_id}` }],
  })
  expect(single).toContain('Simulated judgement')
})

import { expect, test } from 'vitest'
import { componentsFromTexts } from '../../src/components/components-from-texts.ts'
import { buildReflection } from '../../src/reflect/build-reflection.ts'
import { staticJob } from '../../src/reflect/static-job.ts'

const text =
  'Please kindly summarise the text appropriately. It is important to note that answers stay short. It is important to note that answers stay short.\n\n{{text}}'
const components = componentsFromTexts({ main: text, other: 'Translate the text somehow.' })
const base = { components, texts: {}, chosen: ['main'] }

test('a strategy without cases hands on what the analysis noticed in its dimensions', () => {
  const clarity = staticJob('llm_clarity', base)
  const efficiency = staticJob('llm_efficiency', base)
  expect(clarity.notes?.map(({ message }) => message).join()).toContain('appropriately')
  expect(efficiency.notes?.map(({ message }) => message).join()).toContain('important to note')
  expect(efficiency.notes?.map(({ message }) => message).join()).not.toContain('appropriately')
  const all = staticJob('llm_guided', base).notes ?? []
  expect(all.length).toBeGreaterThan((efficiency.notes ?? []).length)
  expect(all.every(({ component }) => component === 'main')).toBe(true)
})

test('the question asks for what the strategy is after', () => {
  expect(buildReflection(staticJob('llm_efficiency', base)).question).toContain('Make the prompts shorter')
  expect(buildReflection(staticJob('llm_clarity', base)).question).toContain('Make the prompts clearer')
})

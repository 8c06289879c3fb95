import { expect, test } from 'vitest'
import { editTexts } from '../../src/components/edit-texts.ts'
import { CandidateGates } from '../../src/gates/candidate-gates.ts'
import { proposeTexts } from '../../src/gates/propose-texts.ts'
import { demonstratedCases, demonstrationEdits } from '../../src/reflect/demonstrations.ts'
import { componentOf } from '../components/component-of.ts'
import { excerptOf } from './excerpt-of.ts'

const component = componentOf('Sort letters.\n\n{{letter}}')
const passing = { isPassing: true }

test('examples come from runs that passed, the shortest first, each with another answer', () => {
  const edits = demonstrationEdits(
    component,
    [
      excerptOf('long', { ...passing, input: 'A long letter about an invoice that came twice', output: 'billing' }),
      excerptOf('bad', { input: 'x', output: 'other' }),
      excerptOf('short', { ...passing, input: 'Invoice?', output: 'billing' }),
      excerptOf('other', { ...passing, input: 'My heater has been making a noise since Tuesday', output: 'repair' }),
      excerptOf('template', { ...passing, input: '{{x}}', output: 'a' }),
      excerptOf('huge', { ...passing, input: 'word '.repeat(600), output: 'b' }),
    ],
    { text: component.text },
  )
  expect(demonstratedCases(edits)).toEqual(['short', 'other'])
  expect(editTexts([component], { main: component.text }, edits).texts['main']).toBe(
    'Sort letters.\n\nExample:\nInput: Invoice?\nOutput: billing\n\nExample:\nInput: My heater has been making a noise since Tuesday\nOutput: repair\n\n{{letter}}',
  )
})

test('what an example quotes is no leak, and other quotations still are', () => {
  const input = 'My old heater in the kitchen has been making a terrible noise since Tuesday'
  const gates = new CandidateGates([component], { sources: [{ caseId: 'c-1', inputs: [input], answers: [] }] })
  const base = { components: [component], texts: { main: component.text }, gates }
  const edits = demonstrationEdits(component, [excerptOf('c-1', { ...passing, input, output: 'repair' })], {
    text: component.text,
  })
  expect(proposeTexts(base, edits).problems).toEqual([])
  const [shown] = edits
  const parent = { ...base, texts: proposeTexts(base, edits).texts }
  const more = {
    op: 'add',
    component: 'main',
    text: 'Be brief.',
    hypothesis: 'verbosity',
    rationale: '',
    evidence: [],
  } as const
  expect(proposeTexts(parent, [{ ...more, evidence: [] }]).problems).toEqual([])
  const quoted = { ...edits[0], op: 'add', text: shown?.text ?? '' } as (typeof edits)[number]
  expect(proposeTexts(base, [quoted]).problems.map(({ gate }) => gate)).toContain('leak')
})

test('examples are in the language of the prompt', () => {
  const chinese = componentOf('请给来信分类。只回答一个词。')
  const edits = demonstrationEdits(chinese, [excerptOf('c', { ...passing, input: '暖气\n\n很吵', output: '维修' })], {
    text: chinese.text,
  })
  expect(edits[0]?.text).toBe('示例：\n输入：\n暖气\n很吵\n输出：维修')
})

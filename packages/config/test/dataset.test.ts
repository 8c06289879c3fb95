import { describe, expect, test } from 'vitest'
import { parseTestPlan } from '../src/index.ts'
import { problemsOf } from './problems-of.ts'

const plan = (dataset: string): string => `meta: {plan_id: p}
workflows: [{catalog_id: w, dataset_refs: [d]}]
datasets:
  - dataset_id: d
    parameters: {tone: {values: [kind, curt]}, count: {values: [1, [2, 3]]}}
    ${dataset}
`
const problems = (dataset: string) => problemsOf(() => parseTestPlan(plan(dataset), { file: 'test_plan.yaml' }))

describe('a dataset', () => {
  test.each([
    'constraints: [{if: {tone: kind}, then: {count: 1}}]',
    'constraints: [{exclude: {tone: [kind, curt], count: [2, 3]}}]',
    'constraints: [{exclude: {count: [1, [2, 3]]}}]',
    'sampling: {method: stratified, max_cases: 10}',
    'sampling: {method: full}',
  ])('may say %s', (dataset) => {
    expect(() => parseTestPlan(plan(dataset), { file: 'test_plan.yaml' })).not.toThrow()
  })

  test.each([
    ['constraints: [{if: {tone: kind}}]', 'either if with then, or exclude'],
    ['constraints: [{if: {tone: kind}, then: {count: 1}, exclude: {count: 1}}]', 'either if with then, or exclude'],
    ['constraints: [{exclude: {}}]', 'at least one parameter'],
    ['sampling: {method: random}', 'max_cases, which random and stratified sampling need'],
    ['sampling: {method: stratified}', 'max_cases, which random and stratified sampling need'],
  ])('may not say %s', (dataset, expected) => {
    expect(() => parseTestPlan(plan(dataset), { file: 'test_plan.yaml' })).toThrow(expected)
  })

  test('tells a constraint on a part of a value that is a list', () => {
    expect(problems('constraints: [{exclude: {count: [2]}}]')).toEqual([
      expect.stringContaining('the parameter has no such value'),
    ])
  })
})

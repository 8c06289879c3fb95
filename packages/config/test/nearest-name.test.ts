import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nearestName } from '../src/nearest-name.ts'

describe('nearestName', () => {
  test.each([
    ['equalz', ['contains', 'equals', 'regex'], 'equals'],
    ['asserts', ['tags', 'assertions'], 'assertions'],
    ['vaule', ['type', 'value'], 'value'],
    ['modle', ['provider', 'model'], 'model'],
    ['knid', ['side', 'kind'], 'kind'],
    ['baseUrl', ['api_key', 'base_url'], 'base_url'],
    ['MAX-ITERATIONS', ['max_iterations'], 'max_iterations'],
    ['paths', ['logging', 'io_paths'], 'io_paths'],
    ['工作流一', ['工作流二', '数据集'], '工作流二'],
  ])('%s probably means one of %j', (name, candidates, meant) => {
    expect(nearestName(name, candidates)).toBe(meant)
  })

  test('names that are far from everything mean nothing', () => {
    expect(nearestName('banana', ['backend', 'config'])).toBeUndefined()
    expect(nearestName('x', [])).toBeUndefined()
  })

  test('a candidate means itself', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 })
    fc.assert(
      fc.property(names, (candidates) => {
        for (const candidate of candidates) expect(nearestName(candidate, candidates)).toBe(candidate)
      }),
    )
  })
})

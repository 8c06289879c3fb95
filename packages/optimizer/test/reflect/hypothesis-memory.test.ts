import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HypothesisMemory, deadHypothesisSchema } from '../../src/reflect/hypothesis-memory.ts'
import { editableHypotheses } from '../../src/search/hypothesis.ts'

const place = fc.record({ node: fc.constantFrom('a', 'b'), cluster: fc.constantFrom('*', 'one', 'two') })
const burials = fc.array(fc.tuple(fc.constantFrom(...editableHypotheses), place, fc.string()))

test('a memory that was written and read knows the same', () => {
  fc.assert(
    fc.property(burials, place, (all, asked) => {
      const memory = new HypothesisMemory()
      for (const [label, where, reason] of all) memory.bury(label, where, reason)
      const records = memory.toRecords().map((record) => deadHypothesisSchema.parse(JSON.parse(JSON.stringify(record))))
      const read = new HypothesisMemory(records)
      expect(read.alive(asked)).toEqual(memory.alive(asked))
      expect(read.toRecords()).toEqual(memory.toRecords())
      expect(read.deadCount('a')).toBe(records.filter(({ node }) => node === 'a').length)
    }),
  )
})

test('an idea is dead for one node and one kind of failure, until it helps', () => {
  const memory = new HypothesisMemory()
  memory.bury('missing_rule', { node: 'sort', cluster: 'c1' }, 'It lost 0.1.')
  memory.bury('missing_rule', { node: 'sort', cluster: 'c1' }, 'It lost again.')
  expect(memory.isDead('missing_rule', { node: 'sort', cluster: 'c1' })).toBe(true)
  expect(memory.isDead('missing_rule', { node: 'sort', cluster: 'c2' })).toBe(false)
  expect(memory.alive({ node: 'sort', cluster: 'c1' })).not.toContain('missing_rule')
  expect(memory.toRecords()).toMatchObject([{ times: 2, reason: 'It lost again.' }])
  memory.revive('missing_rule', { node: 'sort', cluster: 'c1' })
  expect(memory.deadCount('sort')).toBe(0)
})

test('what is to be mended elsewhere is no idea to try', () => {
  expect(new HypothesisMemory().alive({ node: 'a' })).not.toContain('upstream_problem')
})

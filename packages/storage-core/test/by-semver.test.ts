import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bySemver } from '../src/index.ts'

const identifier = fc.constantFrom('0', '1', '2', '10', 'a', 'A', 'rc', '-')
const identifiers = fc.array(identifier, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'))
const version = fc
  .record({
    core: fc.tuple(fc.nat(2), fc.nat(11), fc.nat(2)).map((numbers) => numbers.join('.')),
    prerelease: fc.option(identifiers),
    build: fc.option(identifiers),
  })
  .map(({ core, prerelease, build }) =>
    [core, prerelease === null ? '' : `-${prerelease}`, build === null ? '' : `+${build}`].join(''),
  )

test('follows the example of the specification', () => {
  const ascending = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
  ].concat(['1.0.0-rc.1', '1.0.0', '1.9.0', '1.10.0', '2.0.0'])

  expect(ascending.toReversed().toSorted(bySemver)).toEqual(ascending)
})

test('equal precedence is ordered by text, so build metadata comes last', () => {
  expect(['1.0.0+b', '1.0.0+a', '1.0.0', '1.0.0+B'].toSorted(bySemver)).toEqual([
    '1.0.0',
    '1.0.0+B',
    '1.0.0+a',
    '1.0.0+b',
  ])
})

test('is a total order: only a version itself is equal to it', () => {
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(bySemver(a, b) === 0).toBe(a === b)
      expect(Math.sign(bySemver(a, b)) + Math.sign(bySemver(b, a))).toBe(0)
      const [low, middle, high] = [a, b, c].toSorted(bySemver) as [string, string, string]
      expect(bySemver(low, middle)).toBeLessThanOrEqual(0)
      expect(bySemver(low, high)).toBeLessThanOrEqual(0)
    }),
    { numRuns: 500 },
  )
})

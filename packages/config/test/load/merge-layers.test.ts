import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergeLayers } from '../../src/load/merge-layers.ts'

describe('mergeLayers', () => {
  test('maps are merged, lists and scalars are replaced', () => {
    const base = { a: { b: 1, c: [1, 2, 3] }, d: 'x' }
    expect(mergeLayers([base, { a: { c: [9] }, d: 'y' }])).toEqual({ a: { b: 1, c: [9] }, d: 'y' })
  })

  test('another backend leaves nothing of the old one', () => {
    const base = { storage: { backend: 'filesystem', config: { storage_dir: './x' } }, keep: 1 }
    expect(mergeLayers([base, { storage: { backend: 'memory' } }])).toEqual({ storage: { backend: 'memory' }, keep: 1 })
  })

  test('the same backend is merged', () => {
    const base = { backend: 'filesystem', config: { storage_dir: './x', cache_size: 1 } }
    expect(mergeLayers([base, { backend: 'filesystem', config: { cache_size: 2 } }])).toEqual({
      backend: 'filesystem',
      config: { storage_dir: './x', cache_size: 2 },
    })
  })

  test('an empty overlay changes nothing', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.jsonValue(), { noNullPrototype: true }), (base) => {
        expect(mergeLayers([base, {}])).toEqual(base)
      }),
    )
  })
})

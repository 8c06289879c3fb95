import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parsePointer, toPointer } from '../../src/source/json-pointer.ts'

it('reads back every path that it writes', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (path) => {
      expect(parsePointer(toPointer(path))).toEqual(path)
    }),
  )
})

it('takes nothing for a pointer that does not begin with a slash', () => {
  expect(parsePointer('a/b')).toBeUndefined()
})

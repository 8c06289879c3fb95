import { promptIdSchema, promptKey } from '@autoopt/storage-core'
import { hostilePromptIds } from '@autoopt/storage-core/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPromptDirectoryName, promptDirectoryName } from '../../src/layout/prompt-directory-name.ts'

const promptId = fc
  .oneof(fc.constantFrom(...hostilePromptIds), fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[aA0_.~ -]{1,8}$/))
  .filter((id) => promptIdSchema.safeParse(id).success)

test.each(['wf_001_llm_1_system', 'a', '0', 'a-b', 'x'.repeat(100)])('the plain id %j is its own name', (id) => {
  expect(promptDirectoryName(id)).toBe(id)
})

test('other ids keep a readable part', () => {
  expect(promptDirectoryName('Support Desk/LLM 1: System!')).toMatch(/^~support-desk-llm-1-system~[0-9a-f]{16}$/)
  expect(promptDirectoryName('提示词')).toMatch(/^~~[0-9a-f]{16}$/)
})

test('the name of an id stays what it is: stores exist under it', () => {
  expect(promptDirectoryName('Foo')).toBe('~foo~1cbec737f863e492')
  expect(promptDirectoryName('caf\u00e9')).toBe('~caf~850f7dc43910ff89')
  expect(promptDirectoryName('cafe\u0301')).toBe('~caf~850f7dc43910ff89')
})

test('every name is safe on every file system, and is recognized', () => {
  fc.assert(
    fc.property(promptId, (id) => {
      const name = promptDirectoryName(id)

      expect(name).toMatch(/^[a-z0-9~][a-z0-9_~-]{0,99}$/)
      expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)$/)
      expect(isPromptDirectoryName(name)).toBe(true)
    }),
  )
})

test('two ids have one name exactly when they are one prompt', () => {
  fc.assert(
    fc.property(promptId, promptId, (left, right) => {
      expect(promptDirectoryName(left) === promptDirectoryName(right)).toBe(promptKey(left) === promptKey(right))
    }),
    { examples: hostilePromptIds.slice(1).map((id, index) => [hostilePromptIds[index] ?? '', id]) },
  )
})

test.each(['.tmp', '.git', 'README.md', 'Foo', 'con', '~foo', '~foo~12', 'a b', ''])(
  '%j is no name of a prompt',
  (name) => {
    expect(isPromptDirectoryName(name)).toBe(false)
  },
)

import { describe, expect, it } from 'vitest'
import { DslSyntaxError, DslTooLargeError, NotADslError, ReplaceError, UnknownPromptError } from '../src/index.ts'

const position = { line: 3, column: 7, source_line: '  text: "open' }

describe('errors', () => {
  it.each([
    [new DslSyntaxError('A quote is open.', position), DslSyntaxError, 'DSL-SYNTAX-001'],
    [new NotADslError('no app', '/app'), NotADslError, 'DSL-FORMAT-001'],
    [new DslTooLargeError('Too deep.', { limit: 'depth', maximum: 200 }), DslTooLargeError, 'DSL-LIMIT-001'],
    [new UnknownPromptError('x', []), UnknownPromptError, 'DSL-PROMPT-001'],
    [new ReplaceError('no.', '/a'), ReplaceError, 'DSL-REPLACE-001'],
  ])('are told apart by their code, whichever build threw them: %s', (error, type, code) => {
    const fromOtherBuild = Object.assign(new Error(error.message), { code })
    expect(error.code).toBe(code)
    expect(fromOtherBuild instanceof type).toBe(true)
    expect(new Error('other') instanceof type).toBe(false)
    expect({ code } instanceof type).toBe(false)
  })

  it('show the place and the line of a mistake', () => {
    expect(new DslSyntaxError('A quote is open.', position).message).toBe(
      'Line 3, column 7: A quote is open.\n    text: "open',
    )
  })
})

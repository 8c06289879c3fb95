import { describe, expect, test } from 'vitest'
import { ConfigError, ConfigNotFoundError, ConfigReadError } from '../src/index.ts'

describe('errors', () => {
  test.each([
    [ConfigError, 'CONFIG-INVALID-001'],
    [ConfigNotFoundError, 'CONFIG-NOTFOUND-001'],
    [ConfigReadError, 'CONFIG-READ-001'],
  ])('%o is known by its code, whichever build made it', (type, code) => {
    expect(Object.assign(new Error('from another build'), { code }) instanceof type).toBe(true)
    expect(new Error('no code') instanceof type).toBe(false)
    expect({ code } instanceof type).toBe(false)
  })

  test('a ConfigError counts its problems and names the file', () => {
    const problem = {
      severity: 'error',
      file: 'a.yaml',
      line: 1,
      column: 1,
      path: '',
      message: 'm',
      source_line: '',
      caret: 0,
    } as const
    expect(new ConfigError('a.yaml', [problem]).message).toContain('1 problem in a.yaml')
    expect(new ConfigError('a.yaml', [problem, problem]).message).toContain('2 problems in a.yaml')
  })
})

import { describe, expect, test } from 'vitest'
import { ConfigError } from '../src/index.ts'

describe('errors', () => {
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

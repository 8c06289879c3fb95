import { describe, expect, test } from 'vitest'
import { type ConfigProblem, formatProblem } from '../src/index.ts'

const problem: ConfigProblem = {
  severity: 'error',
  file: 'env_config.yaml',
  line: 3,
  column: 5,
  path: 'optimizer.storage.bakend',
  message: 'unknown key "bakend"',
  expected: 'one of backend, config',
  received: '"bakend"',
  nearest: 'backend',
  source_line: '    bakend: memory',
  caret: 4,
}

describe('formatProblem', () => {
  test('shows place, message, line, caret, expectation and suggestion', () => {
    expect(formatProblem(problem)).toBe(
      [
        'env_config.yaml:3:5 error: unknown key "bakend" (optimizer.storage.bakend)',
        '    3 |     bakend: memory',
        '      |     ^',
        '        expected one of backend, config',
        '        did you mean "backend"?',
      ].join('\n'),
    )
  })

  test('says what was found where the message does not', () => {
    expect(formatProblem({ ...problem, message: 'this is text', received: '"ten"' })).toContain(
      'expected one of backend, config; found "ten"',
    )
  })

  test('the caret stands under its place behind tabs and wide characters', () => {
    const [, line, caret] = formatProblem({ ...problem, source_line: '\t名称: x', caret: 5 }).split('\n')
    expect(line).toBe('    3 | \t名称: x')
    expect(caret).toBe('      | \t      ^')
  })
})

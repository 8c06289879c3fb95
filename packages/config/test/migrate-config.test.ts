import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { migrateConfig, parseEnvConfig } from '../src/index.ts'
import { problemsOf } from './problems-of.ts'

const migrated = (text: string) => migrateConfig(text).text

describe('migrateConfig', () => {
  test('replaces old names and keeps every other character', () => {
    const before = `# 环境配置 — keep me
optimizer:   # the optimizer
  storage:  "memory"   # in memory
  optimization:
      'improvement_threshold' : 5.0  # five
      "confidence_threshold":   0.6
      score_threshold: \${SCORE:-80}\t# tab

  # the end`
    const after = before
      .replace('"memory"', '{backend: "memory"}')
      .replace('improvement_threshold', 'min_improvement')
      .replace('confidence_threshold', 'min_confidence')
      .replace('score_threshold', 'min_baseline_score')
    expect(migrated(before)).toBe(after)
  })

  test('tells each change with its place', () => {
    expect(migrateConfig('optimizer:\n  storage: memory\n  optimization: {score_threshold: 1}\n').changes).toEqual([
      { line: 2, column: 12, from: 'memory', to: '{backend: memory}' },
      { line: 3, column: 18, from: 'score_threshold', to: 'min_baseline_score' },
    ])
  })

  test('keeps a byte order mark and CRLF line ends', () => {
    expect(migrated('\uFEFFoptimizer:\r\n  storage: memory\r\n')).toBe(
      '\uFEFFoptimizer:\r\n  storage: {backend: memory}\r\n',
    )
  })

  test('keeps JSON JSON', () => {
    expect(JSON.parse(migrated('{"optimizer": {"storage": "memory"}}'))).toEqual({
      optimizer: { storage: { backend: 'memory' } },
    })
  })

  test('keeps anchors, aliases and references working', () => {
    const text = 'optimizer:\n  storage: &s memory\n'
    expect(migrated(text)).toBe('optimizer:\n  storage: {backend: &s memory}\n')
    const reference = migrated('optimizer:\n  storage: ${STORE}\n')
    const environment = { STORE: 'memory' }
    expect(parseEnvConfig(reference, { file: 'e', environment })).toMatchObject({
      warnings: [],
      value: { optimizer: { storage: { backend: 'memory' } } },
    })
  })

  test('leaves text with new names alone', () => {
    const text = 'optimizer: {storage: {backend: memory}, optimization: {min_improvement: 5}} # score_threshold: 3\n'
    expect(migrateConfig(text)).toEqual({ text, changes: [] })
  })

  test('refuses an old name beside its new one, and text that is not YAML', () => {
    const text = 'optimizer: {optimization: {score_threshold: 1, min_baseline_score: 2}}'
    expect(problemsOf(() => migrateConfig(text))).toHaveLength(1)
    expect(problemsOf(() => migrateConfig('a: [1'))).toHaveLength(1)
  })

  test('the new text means the same, has no warnings, and does not change again', () => {
    const comment = fc.stringMatching(/^[ \t]*(# [\p{L}\p{N}: {}"'-]*)?$/u)
    const number = fc.integer({ min: 0, max: 100 }).map(String)
    const lineEnd = fc.constantFrom('\n', '\r\n')
    fc.assert(
      fc.property(fc.array(comment, { minLength: 5, maxLength: 5 }), number, lineEnd, (comments, value, end) => {
        const lines = [
          'optimizer:',
          '  storage: memory',
          '  optimization:',
          `    score_threshold: ${value}`,
          `    improvement_threshold: ${value}`,
        ]
        const text = lines
          .map((line, index) => `${line}${comments[index] === '' ? '' : ` ${comments[index]}`}`)
          .join(end)
        const before = parseEnvConfig(text, { file: 'e' })
        const { text: after, changes } = migrateConfig(text)
        expect(parseEnvConfig(after, { file: 'e' })).toMatchObject({ value: before.value, warnings: [] })
        expect(changes).toHaveLength(before.warnings.length)
        expect(migrateConfig(after)).toEqual({ text: after, changes: [] })
        expect(after.length - text.length).toBe(
          changes.reduce((sum, change) => sum + change.to.length - change.from.length, 0),
        )
      }),
    )
  })
})

import { createHash } from 'node:crypto'
import { corpusFiles, expectedPrompts, hasCorpus, readCorpusFile } from '@autoopt/corpus'
import { describe, expect, it } from 'vitest'
import { parseDsl } from '../src/index.ts'

if (!hasCorpus) console.warn('The corpus of real app files is not on this machine: tests that need it are skipped.')

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe.skipIf(!hasCorpus)('the corpus', () => {
  const expected = expectedPromptsIfAny()

  it('is all there', () => {
    expect(corpusFiles()).toHaveLength(165)
    expect(Object.keys(expected).toSorted()).toEqual(corpusFiles())
  })

  it.each(corpusFiles())('holds exactly the prompts that PyYAML finds in %s', (name) => {
    const found = parseDsl(readCorpusFile(name)).prompts.map(({ pointer, role, text }) => [pointer, role, sha256(text)])
    const wanted = (expected[name] ?? []).map(([pointer, role, hash]) => [pointer, role, hash])
    expect(found.toSorted(byPointer)).toEqual(wanted.toSorted(byPointer))
  })

  it('has one broken reference: a text of a branch that may be skipped', () => {
    const findings = corpusFiles().flatMap((name) => parseDsl(readCorpusFile(name)).findings)
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([['node-does-not-dominate', 'warning']])
  })

  it('shows every reference where it stands', () => {
    for (const name of corpusFiles()) {
      const lines = readCorpusFile(name).split('\n')
      for (const { text, line, column } of parseDsl(readCorpusFile(name)).prompts.flatMap(
        ({ references }) => references,
      )) {
        expect(lines[line - 1]?.slice(column - 1, column - 1 + text.length)).toBe(text)
      }
    }
  })
})

function expectedPromptsIfAny(): ReturnType<typeof expectedPrompts> {
  return hasCorpus ? expectedPrompts() : {}
}

function byPointer([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return a < b ? -1 : Number(a > b)
}

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editTexts } from '../../src/components/edit-texts.ts'
import { mergeEdits } from '../../src/components/merge-edits.ts'
import { mergeTexts, type MergedTexts } from '../../src/components/merge-texts.ts'
import { parseRules } from '../../src/components/parse-rules.ts'
import type { Edit } from '../../src/search/edit.ts'
import { promptArbitrary } from '../rewrite/prompt-arbitrary.ts'
import { componentOf, edit } from './component-of.ts'

const base = 'Sort letters.\n1. One\n2. Two\n3. Three\n\nLetter: {{letter}}'

function merged(one: string, other: string, ancestor = base): MergedTexts {
  return mergeTexts([componentOf(ancestor)], {
    ancestor: { main: ancestor },
    one: { main: one },
    other: { main: other },
  })
}

test('what each side changes is there, and lists count on', () => {
  const one = base.replace('2. Two\n', '').replace('3. Three', '2. Three')
  const other = base.replace('3. Three', '3. Three\n4. Four')
  expect(merged(one, other).texts['main']).toBe('Sort letters.\n1. One\n2. Three\n3. Four\n\nLetter: {{letter}}')
})

test('what both sides put in at one place comes one behind the other', () => {
  const result = merged(base.replace('Three', 'Three\n4. Four'), base.replace('Three', 'Three\n4. Five'))
  expect(result.texts['main']).toContain('3. Three\n4. Four\n5. Five\n\n')
  const shared = merged(base.replace('Three', 'Three\n4. Four'), base.replace('Three', 'Three\n4. Four\n5. Five'))
  expect(shared.texts['main']).toContain('3. Three\n4. Four\n5. Five\n\n')
})

test('what both sides change differently is a conflict, and nobody chooses', () => {
  const result = merged(base.replace('Two', 'Zwei'), base.replace('Two', 'Deux'))
  expect(result).toEqual({
    texts: { main: base },
    conflicts: [{ component: 'main', ancestor: 'Two', one: 'Zwei', other: 'Deux' }],
  })
})

test('a merge with an unchanged side is the other side, with itself it is itself, and the sides may be swapped', () => {
  fc.assert(
    fc.property(promptArbitrary(), promptArbitrary(), promptArbitrary(), (ancestor, one, other) => {
      expect(merged(one.text, ancestor.text, ancestor.text).texts['main']).toBe(one.text)
      expect(merged(ancestor.text, one.text, ancestor.text).texts['main']).toBe(one.text)
      expect(merged(one.text, one.text, ancestor.text).texts['main']).toBe(one.text)
      const ways = [merged(one.text, other.text, ancestor.text), merged(other.text, one.text, ancestor.text)]
      expect(ways[0]?.conflicts.length).toBe(ways[1]?.conflicts.length)
    }),
    { numRuns: 300 },
  )
})

test('rules that both sides keep, and those that one side adds, are in the merge', () => {
  fc.assert(
    fc.property(promptArbitrary(), fc.nat(8), fc.nat(8), ({ text, syntax }, first, second) => {
      const component = componentOf(text, { syntax })
      const { rules } = parseRules(text, component)
      const side = (at: number, words: string): string => {
        const anchor = rules[at % Math.max(1, rules.length)]
        const add = edit({ op: 'add', after: anchor?.id ?? 'start', text: words })
        return editTexts([component], { main: text }, [add]).texts['main'] ?? ''
      }
      const sides = { one: { main: side(first, 'First new rule.') }, other: { main: side(second, 'Second new rule.') } }
      const result = mergeTexts([component], { ancestor: { main: text }, ...sides })
      const wanted = [...rules.map((rule) => rule.text), 'First new rule.', 'Second new rule.']
      const missing = wanted.filter((words) => !result.texts['main']?.includes(words))
      expect(result.conflicts.length > 0 ? [] : missing).toEqual([])
    }),
    { numRuns: 500 },
  )
})

test('a union does what either list does, an intersection what both do', () => {
  const shared = edit({ op: 'add', text: 'Be brief.', evidence: ['a'] })
  const same = edit({ op: 'add', text: 'Be  brief. ', evidence: ['b'], rationale: 'other' })
  const own = edit({ op: 'delete', rule_id: 'r1' })
  const theirs = edit({ op: 'delete', rule_id: 'r2' })
  expect(mergeEdits([shared, own], [theirs, same], 'union')).toEqual([{ ...shared, evidence: ['a', 'b'] }, own, theirs])
  expect(mergeEdits([shared, own], [theirs, same], 'intersection')).toEqual([{ ...shared, evidence: ['a', 'b'] }])
})

test('a list joined with itself is itself', () => {
  const edits = fc.array(
    fc
      .record({ op: fc.constantFrom('add', 'delete'), text: fc.constantFrom('a', 'b', 'c') })
      .map((fields): Edit => edit(fields as Edit)),
  )
  fc.assert(
    fc.property(edits, (list) => {
      const union = mergeEdits(list, list, 'union')
      expect(mergeEdits(list, list, 'intersection')).toEqual(union)
      expect(mergeEdits(union, list, 'union')).toEqual(union)
    }),
  )
})

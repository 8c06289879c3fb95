import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editTexts } from '../../src/components/edit-texts.ts'
import { parseRules } from '../../src/components/parse-rules.ts'
import type { Component } from '../../src/search/component.ts'
import { type Edit, editOpSchema } from '../../src/search/edit.ts'
import { promptArbitrary } from '../rewrite/prompt-arbitrary.ts'
import { componentOf, edit } from './component-of.ts'

/** Edits by the text of a rule instead of its id, which the test looks up. */
function edited(component: Component, ...edits: Edit[]): string {
  const rules = parseRules(component.text, component).rules
  const idOf = (name: string): string => rules.find(({ text }) => text.startsWith(name))?.id ?? name
  const named = edits.map((one) =>
    Object.assign(
      {},
      one,
      one.rule_id === undefined ? {} : { rule_id: idOf(one.rule_id) },
      one.after === undefined ? {} : { after: idOf(one.after) },
    ),
  )
  const { texts, problems } = editTexts([component], { main: component.text }, named)
  return problems.length > 0 ? problems.map(({ kind }) => kind).join() : (texts['main'] ?? '')
}

test('without edits every text stays as it is, byte for byte', () => {
  fc.assert(
    fc.property(promptArbitrary(), ({ text, syntax }) => {
      const component = componentOf(text, { syntax })
      expect(editTexts([component], { main: text }, []).texts).toEqual({ main: text })
    }),
  )
})

test('whatever is edited, the rules that nobody named are still there, in their order', () => {
  const ops = fc.constantFrom(...editOpSchema.options.filter((op) => op !== 'rewrite'))
  const wish = fc.record({
    op: ops,
    target: fc.nat(12),
    after: fc.option(fc.nat(12)),
    text: fc.constantFrom('New.', '- a\n- b', 'x\ny'),
  })
  fc.assert(
    fc.property(promptArbitrary(), fc.array(wish, { maxLength: 4 }), ({ text, syntax }, wishes) => {
      const component = componentOf(text, { syntax })
      const { rules } = parseRules(text, component)
      const edits = wishes.map(({ op, target, after, text: added }) => {
        const anchor = after === null ? undefined : rules[after]?.id
        return edit({
          op,
          rule_id: rules[target]?.id ?? 'r000000',
          text: added,
          ...(anchor === undefined ? {} : { after: anchor }),
        })
      })
      const { texts, problems } = editTexts([component], { main: text }, edits)
      const named = new Set(edits.filter(({ op }) => op !== 'add' && op !== 'demonstrate').map((one) => one.rule_id))
      let position = 0
      for (const rule of rules.filter(({ id }) => problems.length > 0 || !named.has(id))) {
        const at = texts['main']?.indexOf(rule.text, position) ?? -1
        expect(at).toBeGreaterThanOrEqual(0)
        position = at + rule.text.length
      }
    }),
    { numRuns: 2000 },
  )
})

test('a rule is added in the style of the list, which counts on', () => {
  const component = componentOf('Rules:\n1. One\n2. Two\n3. Three\n\nText: {{text}}')
  expect(edited(component, edit({ op: 'add', after: 'One', text: '- New' }))).toBe(
    'Rules:\n1. One\n2. New\n3. Two\n4. Three\n\nText: {{text}}',
  )
  expect(edited(component, edit({ op: 'add', text: 'Last' }))).toContain('3. Three\n4. Last\n\nText:')
  expect(edited(component, edit({ op: 'add', after: 'start', text: 'You sort mail.' }))).toMatch(
    /^You sort mail\.\n\nRules:\n1\. One/,
  )
  expect(
    edited(
      component,
      edit({ op: 'add', section: 'rules', text: 'a' }),
      edit({ op: 'add', section: 'Rules:', text: 'b' }),
    ),
  ).toContain('4. a\n5. b\n\nText')
  expect(edited(component, edit({ op: 'delete', rule_id: 'One' }))).toBe('Rules:\n1. Two\n2. Three\n\nText: {{text}}')
  expect(edited(component, edit({ op: 'move', rule_id: 'Three', after: 'Rules' }))).toContain(
    '1. Three\n2. One\n3. Two\n\n',
  )
})

test('numbers that do not count up may be codes and stay', () => {
  const component = componentOf('10. Refund\n20. Repair\n\n（1）甲\n（2）乙')
  expect(edited(component, edit({ op: 'delete', rule_id: 'Refund' }))).toContain('20. Repair')
  expect(edited(component, edit({ op: 'add', after: '甲', text: '丙' }))).toContain('（1）甲\n（2）丙\n（3）乙')
})

test('bullets, indentation and line ends are those of the place', () => {
  const component = componentOf('Intro.\r\n\r\n* One\r\n  * Deep\r\n* Two')
  expect(edited(component, edit({ op: 'add', after: 'Deep', text: 'New\nmore' }))).toBe(
    'Intro.\r\n\r\n* One\r\n  * Deep\r\n  * New\r\n  more\r\n* Two',
  )
})

test('sentences join the line of their neighbours, in Chinese without a blank', () => {
  expect(edited(componentOf('One. Two.'), edit({ op: 'add', after: 'One', text: 'New.' }))).toBe('One. New. Two.')
  expect(edited(componentOf('你是客服。请简短。'), edit({ op: 'add', text: '要礼貌。' }))).toBe(
    '你是客服。请简短。要礼貌。',
  )
  expect(edited(componentOf('One.\n\nTwo.'), edit({ op: 'delete', rule_id: 'One' }))).toBe('Two.')
  expect(edited(componentOf('One.\nTwo. Three.'), edit({ op: 'delete', rule_id: 'Two' }))).toBe('One.\nThree.')
})

test('what is added without a place stands before the input and outside of conditions', () => {
  expect(edited(componentOf('Sort it.\n\nMessage:\n{{text}}'), edit({ op: 'add', text: 'Be brief.' }))).toBe(
    'Sort it.\nBe brief.\n\nMessage:\n{{text}}',
  )
  const jinja = componentOf('Sort it.\n{% if vip %}\nBe warm.\n{% endif %}', { syntax: 'jinja2' })
  expect(edited(jinja, edit({ op: 'add', text: 'Be brief.' }))).toBe(
    'Sort it.\nBe brief.\n{% if vip %}\nBe warm.\n{% endif %}',
  )
})

test('nothing is added behind a fence that the answer is to close', () => {
  const component = componentOf('Answer with JSON only.\n~~~json')
  expect(edited(component, edit({ op: 'add', text: 'Be brief.' }))).toBe('Answer with JSON only.\nBe brief.\n~~~json')
})

test('a replaced rule keeps its marker, and a rewrite the blanks around the prompt', () => {
  const component = componentOf('## Task\n- One\n')
  expect(edited(component, edit({ op: 'replace', rule_id: 'One', text: '* Other' }))).toBe('## Task\n- Other\n')
  expect(edited(component, edit({ op: 'replace', rule_id: 'Task', text: '# Goal' }))).toBe('## Goal\n- One\n')
  expect(edited(component, edit({ op: 'rewrite', text: '  All new  ' }))).toBe('All new\n')
})

test('an example goes to the other examples, else before the input', () => {
  expect(
    edited(
      componentOf('Sort it.\n\nText: {{text}}'),
      edit({ op: 'demonstrate', text: 'Example:\nInput: a\nOutput: b' }),
    ),
  ).toBe('Sort it.\n\nExample:\nInput: a\nOutput: b\n\nText: {{text}}')
})

test.for([
  ['unknown_rule', edit({ op: 'delete', rule_id: 'r000000' })],
  ['unknown_rule', edit({ op: 'add', after: 'r000000', text: 'x' })],
  ['unknown_section', edit({ op: 'add', section: 'Nowhere', text: 'x' })],
  ['unknown_component', edit({ op: 'add', component: 'other', text: 'x' })],
  ['missing_text', edit({ op: 'add', text: ' ' })],
  ['missing_text', edit({ op: 'rewrite' })],
  ['missing_text', edit({ op: 'demonstrate' })],
  ['missing_target', edit({ op: 'delete' })],
  ['missing_target', edit({ op: 'move', rule_id: 'One' })],
  ['not_movable', edit({ op: 'move', rule_id: 'Rules', after: 'One' })],
  ['locked', edit({ op: 'replace', rule_id: 'Keep me', text: 'x' })],
  ['conflict', edit({ op: 'move', rule_id: 'One', after: 'One' })],
] as const)('an edit that cannot be made is a problem: %s', ([kind, one]) => {
  expect(edited(componentOf('# Rules\n- One\n- Keep me', {}, ['Keep me']), one)).toBe(kind)
})

test('edits that contradict each other are a problem', () => {
  const component = componentOf('- One\n- Two')
  const twice = [edit({ op: 'delete', rule_id: 'One' }), edit({ op: 'replace', rule_id: 'One', text: 'x' })]
  expect(edited(component, ...twice)).toBe('conflict')
  expect(edited(component, edit({ op: 'rewrite', text: 'x' }), edit({ op: 'delete', rule_id: 'One' }))).toBe('conflict')
})

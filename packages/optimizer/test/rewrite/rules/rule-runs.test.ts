import { expect, it } from 'vitest'
import { ruleRuns } from '../../../src/rewrite/rules/rule-runs.ts'
import { applyRule } from './apply-rule.ts'

it.each([
  ['Rules: be brief; cite {{#a.b#}}; never guess.', 'Rules:\n- be brief\n- cite {{#a.b#}}\n- never guess'],
  ['**要求**：语言简洁；不要猜测；标注来源。', '**要求**：\n- 语言简洁\n- 不要猜测\n- 标注来源'],
  ['请完成：1、阅读全文。2、提取要点。3、输出结果。', '请完成：\n1、阅读全文。\n2、提取要点。\n3、输出结果。'],
  ['1. Read it. 2. Sort it; 3. Send it.', '1. Read it.\n2. Sort it;\n3. Send it.'],
])('gives each rule of %j a line', (before, after) => {
  expect(applyRule(ruleRuns, before)).toBe(after)
})

it.each([
  ['two rules', 'Rules: be brief; cite sources.'],
  ['a run that no label calls rules', 'Fruit: apple; pear; plum.'],
  ['numbers without an end before them', 'Sum 1. and 2. and 3. together'],
  ['numbers out of order', '1. Read. 3. Sort. 2. Send.'],
  ['semicolons inside a quotation', 'Rules: say “a; b; c” first'],
])('leaves %s', (_, text) => {
  expect(applyRule(ruleRuns, text)).toBe(text)
})

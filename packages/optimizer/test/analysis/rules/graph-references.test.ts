import type { DslFinding, DslRule } from '@autoopt/dsl'
import { describe, expect, test } from 'vitest'
import { PromptAnalyzer } from '../../../src/analysis/prompt-analyzer.ts'
import { graphReferences } from '../../../src/analysis/rules/graph-references.ts'
import { asPrompt } from '../labelled-prompts.ts'

const text = 'Answer in one word: {{#gone.text#}}'
const finding: DslFinding = {
  rule: 'unknown-node',
  severity: 'error',
  message: 'There is no node “gone”.',
  prompt_id: 'p',
  node_id: 'n',
  pointer: '/p',
  reference: '{{#gone.text#}}',
  offset: 20,
  line: 1,
  column: 1,
}

function graphIssues(findings: readonly DslFinding[], prompt: string) {
  const analysis = new PromptAnalyzer().analyzePrompt(
    asPrompt({ name: 'test', text: prompt, role: 'user', context: { reference_findings: findings } }),
  )
  return analysis.issues.filter((issue) => issue.dimension === 'graph')
}

describe('broken references', () => {
  test.each(graphReferences.map((rule) => rule.name as DslRule))('are findings of their own kind: %s', (rule) => {
    const [issue, ...more] = graphIssues([{ ...finding, rule }], text)
    expect(issue).toMatchObject({ rule, severity: 'error', evidence: 'A', message: finding.message, points: 0 })
    expect(issue?.excerpt).toBe('{{#gone.text#}}')
    expect(more).toEqual([])
  })

  test('are found again where a rewrite has moved them', () => {
    const [issue] = graphIssues([finding], `Please read this.\n${text}`)
    expect(issue?.span).toEqual({ start: 38, end: 53 })
  })

  test('are forgotten where a rewrite has dropped them', () => {
    expect(graphIssues([finding], 'Answer in one word.')).toEqual([])
  })

  test('keep the severity that the parser gave them', () => {
    expect(graphIssues([{ ...finding, severity: 'warning' }], text)[0]?.severity).toBe('warning')
  })
})

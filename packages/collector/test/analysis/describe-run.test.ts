import { describe, expect, it } from 'vitest'
import { ResultAnalyzer } from '../../src/analysis/result-analyzer.ts'
import type { TestResult } from '../../src/results/test-result.ts'
import { broken, failed, lost, testResultOf } from '../support/test-result-of.ts'

async function findingsOf(...changes: readonly Partial<TestResult>[]): Promise<string[]> {
  const rows = changes.map((change, index) => testResultOf({ case_id: `c_${index}`, ...change }))
  return (await new ResultAnalyzer({ maxInfraErrorRate: 0.5 }).analyze(rows)).findings
}

describe('the first sentence', () => {
  it('says that nothing ran', async () => {
    expect(await findingsOf()).toEqual(['No case ran: the list of tests is empty, or nothing of it was chosen.'])
  })

  it('says that nothing was measured', async () => {
    expect((await findingsOf(lost, lost))[0]).toBe(
      'All 2 results were lost to the infrastructure (most often rate_limit: 429): nothing was measured.',
    )
  })

  it('says that the workflow failed every time, and how', async () => {
    const error = { class: 'ToolError', message: 'no such\n tool', node_id: 'tool_1' }
    expect(await findingsOf({ ...broken, error }, { ...broken, error })).toEqual([
      'All 2 results ended with an error of the workflow itself (most often ToolError in node tool_1: no such tool): no output was judged.',
    ])
  })

  it('says that no assertion took part', async () => {
    expect(await findingsOf({ unasserted: true })).toEqual([
      'The only result passed without any assertion, by running to the end. Add assertions to judge the outputs.',
    ])
  })

  it('says so when nothing else came to its end', async () => {
    expect((await findingsOf({ unasserted: true }, broken))[0]).toBe(
      '1 result passed without any assertion, by running to the end, and 1 result ended with an error. Add assertions to judge the outputs.',
    )
  })

  it('says what 100 % prove and what they do not', async () => {
    expect(await findingsOf({}, {})).toEqual([
      'All 2 results passed (100 %, and the true rate is likely above 34.2 %): these cases cannot show an improvement; add harder ones to find one.',
    ])
  })

  it('says where to look at 0 %', async () => {
    expect((await findingsOf(failed, broken))[0]).toBe(
      'None of 2 results passed (0 %): 1 failed an assertion and 1 ended with an error. Look first whether the assertions ask for what the workflow is meant to give.',
    )
  })

  it('else gives the rate and its interval', async () => {
    expect(await findingsOf({}, failed)).toEqual(['1 of 2 results passed (50 %; 95 % interval 9.5 % to 90.5 %).'])
  })
})

describe('further sentences', () => {
  it('tell what was lost, what broke and which duties were missed', async () => {
    expect(await findingsOf({}, {}, lost, broken, { ...failed, must_pass: true, gate_failed: true })).toEqual([
      '2 of 4 results passed (50 %; 95 % interval 15 % to 85 %).',
      '1 result of 5 (20 %) was lost to the infrastructure and counts in no rate.',
      '1 result ended with an error of the workflow itself (most often ToolError: no such tool) and scored 0.',
      '1 result of cases that must pass did not pass.',
      'In 1 result an assertion that is a gate does not hold.',
    ])
  })

  it('tell of repeats that disagree, of results without assertions and of simulated models', async () => {
    const rows = [{ case_id: 'c' }, { case_id: 'c', repeat: 1, ...failed }, { unasserted: true, simulated: true }]
    expect((await findingsOf(...rows)).slice(1)).toEqual([
      '1 of 1 repeated cases (100 %) passed in some repeats and not in others.',
      '1 result passed without any assertion, by running to the end.',
      'The answers of 1 result came from simulated models: the figures say nothing about real ones.',
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { casesOfFile, refusalOf } from '../collect-cases.ts'

describe('JSON Lines', () => {
  it('give a case for each line, blank ones aside', async () => {
    const cases = await casesOfFile(
      'a.jsonl',
      '{"case_id":"a","inputs":{"n":1},"tags":["t"]}\r\n\r\n{"case_id":7,"inputs":{"n":{"deep":[null]}}}',
    )
    expect(cases).toMatchObject([
      { case_id: 'a', inputs: { n: 1 }, tags: ['t'] },
      { case_id: '7', inputs: { n: { deep: [null] } } },
    ])
  })

  it('that are flat have an input for each key, and go where the plan says', async () => {
    const [one] = await casesOfFile('a.jsonl', '{"question":"Why?","answer":"Because","level":3,"query":"q"}', {
      columns: { answer: 'expected_outputs.text' },
    })
    expect(one).toMatchObject({
      inputs: { question: 'Why?', level: 3 },
      expected_outputs: { text: 'Because' },
      query: 'q',
    })
  })

  it.each([
    ['{"a":1}\n{"a":}\n', 'a.jsonl, line 2, column 6: this is not JSON'],
    ['[1]\n', 'a.jsonl, line 1: expected a JSON object, found a list.'],
    [
      '{"inputs":{},"asertions":[]}',
      'a.jsonl, line 1, column "asertions": a case has no such key. Did you mean assertions?',
    ],
    ['{"inputs":[1]}', 'a.jsonl, line 1, column "inputs": this is a list, expected a map.'],
    ['{"turns":[{"query":"x","assertion":[]}]}', 'column "turns": unknown key "assertion" (turns.0)'],
  ])('with the mistake %j are told with the line', async (content, message) => {
    const error = await refusalOf(casesOfFile('a.jsonl', content))
    expect(error).toMatchObject({ code: 'EXEC-CASES-002' })
    expect(error.message).toContain(message)
  })
})

describe('JSON and YAML', () => {
  it.each([
    ['a.json', '[{"inputs":{"q":"1"}},{"q":"2"}]'],
    ['a.json', '\uFEFF{"cases":[{"inputs":{"q":"1"}},{"q":"2"}]}'],
    ['a.yaml', '- inputs: {q: "1"}\n- q: "2"\n'],
    ['a.yml', 'cases:\n  - &one\n    inputs: {q: "1"}\n  - q: "2"\n'],
  ])('%s is a list of cases: %j', async (name, content) => {
    expect((await casesOfFile(name, content)).map((one) => one.inputs)).toEqual([{ q: '1' }, { q: '2' }])
  })

  it.each([
    ['a.json', '{"cases": 1}', 'EXEC-CASES-001', 'must hold a list of cases'],
    ['a.json', '[{"q":1},\n{"q":]', 'EXEC-CASES-001', 'a.json, line 2, column 6: this is not JSON'],
    ['a.json', '[{"q":1},2]', 'EXEC-CASES-002', 'a.json, case 2: expected a map'],
    ['a.yaml', '- q: 1\n- q: [\n', 'EXEC-CASES-001', 'a.yaml, line 3, column 1: this is not YAML'],
    [
      'a.yaml',
      '- q: 1\n- inputs: {}\n  weight: heavy\n',
      'EXEC-CASES-002',
      'a.yaml, case 2 (line 2), column "weight": this is text, expected a number.',
    ],
    ['a.yaml', '- q: *nobody\n', 'EXEC-CASES-001', 'a.yaml'],
    ['a.json', ' ', 'EXEC-CASES-005', 'a.json holds no cases'],
    ['a.yaml', '# nothing\n', 'EXEC-CASES-005', 'a.yaml holds no cases'],
    ['a.json', '[]', 'EXEC-CASES-005', 'a.json holds no cases: its list is empty.'],
  ])('%s with %j is refused with %s', async (name, content, code, message) => {
    const error = await refusalOf(casesOfFile(name, content))
    expect(error.code).toBe(code)
    expect(error.message).toContain(message)
  })
})

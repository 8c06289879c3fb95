import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { caseHash, ConstraintError, DuplicateCaseError, TestCaseGenerator } from '../../src/index.ts'
import { casesOfFile, collectCases, collectInputs, dataset, folderWith, refusalOf } from './collect-cases.ts'

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const greeting = {
  parameters: {
    language: { values: ['zh', 'en', 'de'] },
    model: { values: ['small', 'large'] },
    tone: { values: ['kind', 'curt'] },
  },
}

describe('cases that are written out', () => {
  it('get the assertions and tags of the dataset behind their own', async () => {
    const [one] = await collectCases({
      cases: [{ case_id: 'a', tags: ['x', 'y'], assertions: [{ type: 'contains', value: 'hi' }] }],
      assertions: [{ type: 'latency', threshold: 9 }],
      tags: ['y', 'z'],
    })
    expect(one?.assertions.map((assertion) => assertion.type)).toEqual(['contains', 'latency'])
    expect(one?.tags).toEqual(['x', 'y', 'z'])
  })

  it('come first, then those of files, then generated ones', async () => {
    const baseFolder = await folderWith('more.csv', 'case_id,q\nb,1\n')
    const cases = await collectCases(
      {
        cases: [{ case_id: 'a' }],
        case_files: [{ path: 'more.csv' }],
        parameters: { q: { values: [1] } },
      },
      { baseFolder },
    )
    expect(cases.map((one) => one.case_id)).toEqual(['a', 'b', expect.stringMatching(/^g-[0-9a-f]{12}$/)])
  })

  it('may not share an id with a row of a file, and the error names both', async () => {
    const baseFolder = await folderWith('more.csv', 'case_id,q\nx,1\na,1\n')
    const error = await refusalOf(
      collectCases({ cases: [{ case_id: 'a' }], case_files: [{ path: 'more.csv' }] }, { baseFolder }),
    )
    expect(error).toBeInstanceOf(DuplicateCaseError)
    expect(error.code).toBe('EXEC-CASES-004')
    expect(error.message).toBe(
      'more.csv, row 3: the id "a" is taken by dataset "d", cases, case 1. Give each case an id of its own.',
    )
  })
})

describe('cases of parameters', () => {
  it('hold every pair of values of the named dimensions', async () => {
    const inputs = await collectInputs({ ...greeting, pairwise_dimensions: ['language', 'model'] })
    expect(inputs).toHaveLength(6)
    expect(new Set(inputs.map(({ language, model }) => `${text(language)} ${text(model)}`)).size).toBe(6)
  })

  it('keep to implications and exclusions', async () => {
    const inputs = await collectInputs({
      ...greeting,
      sampling: { method: 'full' },
      constraints: parse(
        '[{if: {language: [zh, de]}, then: {model: large}}, {exclude: {language: en, tone: [curt]}}]',
      ) as unknown,
    })
    expect(inputs).toEqual([
      { language: 'zh', model: 'large', tone: 'kind' },
      { language: 'zh', model: 'large', tone: 'curt' },
      { language: 'en', model: 'small', tone: 'kind' },
      { language: 'en', model: 'large', tone: 'kind' },
      { language: 'de', model: 'large', tone: 'kind' },
      { language: 'de', model: 'large', tone: 'curt' },
    ])
  })

  it('are the same at every call and on every machine, and others for another seed', async () => {
    const fields = { ...greeting, sampling: { method: 'random', max_cases: 4 } }
    expect(await collectCases(fields, { seed: 3 })).toEqual(await collectCases(fields, { seed: 3 }))
    expect(await collectInputs(fields, { seed: 3 })).not.toEqual(await collectInputs(fields, { seed: 4 }))
    // Written down, so that a change of the generator or of the search does not pass unnoticed.
    expect(
      (await collectInputs({ ...greeting }, { seed: 3 })).map(({ language, model, tone }) =>
        [language, model, tone].map(text).join(' '),
      ),
    ).toEqual(['en large kind', 'de small curt', 'zh large curt', 'zh small kind', 'de large kind', 'en small curt'])
  })

  it('keep their ids when values and parameters are added', async () => {
    const before = await collectCases({ ...greeting, sampling: { method: 'full' } })
    const after = await collectCases({
      parameters: {
        ...greeting.parameters,
        language: { values: ['fr', 'zh', 'en', 'de'] },
        length: { values: [10, 20], default: 10 },
      },
      sampling: { method: 'full' },
    })
    const idsBefore = before.map((one) => one.case_id)
    const idsAfter = new Set(after.map((one) => one.case_id))
    expect(new Set(idsBefore).size).toBe(12)
    expect(idsAfter.size).toBe(32)
    expect(idsBefore.filter((id) => !idsAfter.has(id))).toEqual([])
  })

  it('use the default of a parameter that is not varied, and draw one without a default', async () => {
    const inputs = await collectInputs({
      parameters: {
        language: { values: ['zh', 'en'] },
        tone: { values: ['kind', 'curt'], default: 'plain' },
        topic: { values: ['a', 'b', 'c'], weights: [0, 1, 0] },
        user: { default: { id: 1 } },
      },
      pairwise_dimensions: ['language'],
    })
    expect(inputs.map(({ language }) => language).map(text)).toEqual(expect.arrayContaining(['en', 'zh']))
    for (const input of inputs) expect(input).toMatchObject({ tone: 'plain', topic: 'b', user: { id: 1 } })
  })

  it('count a range to its end without the noise of fractions', async () => {
    const inputs = await collectInputs({ parameters: { temperature: { range: { min: 0, max: 0.3, step: 0.1 } } } })
    const numbers = inputs.map(({ temperature }) => Number(temperature))
    expect(numbers.toSorted((a, b) => a - b)).toEqual([0, 0.1, 0.2, 0.3])
  })

  it('are no more than max_cases', async () => {
    const methods = ['pairwise', 'full', 'random', 'stratified']
    const cases = methods.map((method) => collectCases({ ...greeting, sampling: { method, max_cases: 5 } }))
    expect((await Promise.all(cases)).map((some) => some.length)).toEqual([5, 5, 5, 5])
  })

  it('are refused when constraints leave a value no case', async () => {
    const error = await refusalOf(
      collectCases({ ...greeting, constraints: [{ exclude: { language: 'zh', model: ['small', 'large'] } }] }),
    )
    expect(error).toBeInstanceOf(ConstraintError)
    expect(error.message).toContain('leave no combination with language = "zh"')
  })

  it('are refused when constraints contradict each other', async () => {
    const error = await refusalOf(
      collectCases({
        ...greeting,
        constraints: parse(
          '[{if: {model: [small, large]}, then: {tone: kind}}, {exclude: {tone: kind}}, {exclude: {tone: curt}}]',
        ) as unknown,
      }),
    )
    expect(error.message).toContain('contradict each other: no combination is left')
  })

  it.each([
    [{ exclude: { langauge: 'zh' } }, 'constraint 1 names the parameter "langauge"', 'Did you mean language?'],
    [{ exclude: { language: ['zh', 'eng'] } }, 'the parameter "language" has no value "eng"', 'Did you mean en?'],
  ])('are refused when a constraint names what is not there: %j', async (constraint, finding, suggestion) => {
    const error = await refusalOf(collectCases({ ...greeting, constraints: [constraint] }))
    expect(error).toMatchObject({ code: 'EXEC-CASES-007' })
    expect(error.message).toContain(finding)
    expect(error.message).toContain(suggestion)
  })

  it('are refused when what is to be covered has no values', async () => {
    const error = await refusalOf(collectCases({ ...greeting, pairwise_dimensions: ['langauge', 'tone'] }))
    expect(error.message).toContain('pairwise_dimensions, names the parameter "langauge"')
    expect(error.message).toContain('Did you mean language?')
  })

  it('are refused when there are too many values to cover every pair', async () => {
    const error = await refusalOf(
      collectCases({ parameters: { a: { range: { min: 1, max: 4000 } }, b: { values: [1, 2] } } }),
    )
    expect(error).toMatchObject({ code: 'EXEC-CASES-009', context: { values: 4002 } })
    const range = { range: { min: 1, max: 1000 } }
    const many = await refusalOf(collectCases({ parameters: { a: range, b: range } }))
    expect(many.message).toContain('takes 1000000 cases at least')
  })
})

describe('conversations', () => {
  const flow = (flow_id: string, ...queries: string[]): object => ({
    flow_id,
    turns: queries.map((query) => ({ query })),
  })

  it('are held with every combination of parameters', async () => {
    const cases = await collectCases({
      parameters: { language: { values: ['zh', 'en'] } },
      conversation_flows: [flow('order', 'In {{language}}, please.', 'Thanks'), flow('refund', 'Money back')],
    })
    expect(cases.map((one) => [one.inputs['language'], one.turns?.[0]?.query])).toEqual(
      expect.arrayContaining([
        ['zh', 'In zh, please.'],
        ['zh', 'Money back'],
        ['en', 'In en, please.'],
        ['en', 'Money back'],
      ]),
    )
    expect(new Set(cases.map((one) => one.case_id)).size).toBe(4)
  })

  it('need no parameters', async () => {
    const [only, ...others] = await collectCases({ conversation_flows: [flow('hello', 'Hi', 'Bye')] })
    expect(others).toEqual([])
    expect(only?.turns?.map((turn) => turn.query)).toEqual(['Hi', 'Bye'])
  })

  it('refuse a name that no parameter has, and suggest one', async () => {
    const error = await refusalOf(
      collectCases({
        parameters: { language: { values: ['zh'] } },
        conversation_flows: [flow('order', 'In {{langauge}}')],
      }),
    )
    expect(error).toMatchObject({ code: 'EXEC-CASES-008' })
    expect(error.message).toContain('conversation "order", turn 1 names {{langauge}}')
    expect(error.message).toContain('Did you mean {{language}}?')
  })
})

describe('templates', () => {
  const fields = {
    parameters: {
      count: { values: [1, 2] },
      order: {
        json_template: {
          id: '{{uuid}}',
          other: 'no. {{uuid}}',
          day: '{{ date }}',
          items: ['{{count}}', 'n={{count}}'],
          kept: String.raw`\{{count}} {{#start.x#}}`,
        },
      },
    },
  }

  it('fill in the day, seeded uuids and other parameters, and keep a number a number', async () => {
    const inputs = await collectInputs(fields)
    const [order] = inputs.filter(({ count }) => count === 2).map((input) => input['order'])
    expect(order).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      other: expect.stringMatching(/^no\. [0-9a-f-]{36}$/),
      day: '2026-03-04',
      items: [2, 'n=2'],
      kept: '{{count}} {{#start.x#}}',
    })
  })

  it('give each place and each case a uuid of its own, and the same ones at every call', async () => {
    const uuids = (json: string): string[] => json.match(/[0-9a-f-]{36}/g) ?? []
    const first = uuids(JSON.stringify(await collectInputs(fields)))
    expect(new Set(first).size).toBe(4)
    expect(uuids(JSON.stringify(await collectInputs(fields)))).toEqual(first)
  })

  it('of another day leave ids as they are, and change the hash', async () => {
    const [today] = await collectCases(fields)
    const [tomorrow] = await collectCases(fields, { now: new Date('2026-03-05T00:00:00Z') })
    expect(tomorrow?.case_id).toBe(today?.case_id)
    expect(today && caseHash(today)).not.toBe(tomorrow && caseHash(tomorrow))
  })
})

describe('ids of cases that have none', () => {
  it('are made of what is asked, so that further rows and corrected expectations rename nothing', async () => {
    const before = await casesOfFile('q.csv', 'q,expected_outputs.a\none,1\ntwo,2\n')
    const after = await casesOfFile('q.csv', 'q,expected_outputs.a\nzero,0\none,1\ntwo,22\n')
    expect(after.slice(1).map((one) => one.case_id)).toEqual(before.map((one) => one.case_id))
  })

  it('get a number when the same is asked again', async () => {
    const ids = (await casesOfFile('q.csv', 'q\nx\nx\ny\nx\n')).map((one) => one.case_id)
    expect(ids).toEqual([ids[0], `${ids[0]}-2`, ids[2], `${ids[0]}-3`])
    expect(ids[2]).not.toBe(ids[0])
  })
})

describe('an id that looks like one made of content', () => {
  it('is refused when a row without an id has it already', async () => {
    const [, second] = await casesOfFile('q.csv', 'q\nx\nx\n')
    const error = await refusalOf(casesOfFile('q.csv', `case_id,q\n,x\n,x\n${second?.case_id},y\n`))
    expect(error).toBeInstanceOf(DuplicateCaseError)
    expect(error.message).toContain('is taken by q.csv, row 3')
  })
})

describe('a signal', () => {
  it('ends the stream with its reason', async () => {
    const controller = new AbortController()
    const seen: string[] = []
    const generator = new TestCaseGenerator({ baseFolder: '.', seed: 0 })
    const run = async (): Promise<void> => {
      const fields = dataset({ parameters: { n: { range: { min: 1, max: 1000 } } }, sampling: { method: 'full' } })
      for await (const one of generator.generate(fields, { signal: controller.signal })) {
        seen.push(one.case_id)
        if (seen.length === 3) controller.abort(new Error('enough'))
      }
    }
    await expect(run()).rejects.toThrow('enough')
    expect(seen).toHaveLength(3)
  })
})

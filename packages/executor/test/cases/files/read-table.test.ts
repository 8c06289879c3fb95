import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { casesOfFile, refusalOf } from '../collect-cases.ts'

const inputsOf = async (content: string | Uint8Array, file: object = {}, name = 'a.csv') =>
  (await casesOfFile(name, content, file)).map((one) => one.inputs)

describe('a table', () => {
  it('gives a case for each row, with an input for each column', async () => {
    expect(await inputsOf('question,language\n你好,zh\n"Hello, you","en"\n')).toEqual([
      { question: '你好', language: 'zh' },
      { question: 'Hello, you', language: 'en' },
    ])
  })

  it('keeps quoted line breaks, quotes and blanks, and an empty cell as an empty text', async () => {
    expect(await inputsOf('q,a\r\n"line 1\r\nline ""2"""," x "\r\n,\r\n')).toEqual([
      { q: 'line 1\r\nline "2"', a: ' x ' },
      { q: '', a: '' },
    ])
  })

  it('may be divided by tabs', async () => {
    expect(await inputsOf('q\ta\n1,5\t2\n', {}, 'a.tsv')).toEqual([{ q: '1,5', a: '2' }])
    expect(await inputsOf('q\ta\n1\t2\n', { format: 'tsv' }, 'a.txt')).toEqual([{ q: '1', a: '2' }])
  })

  it('holds whatever text is written in quotes', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '\t', ' ', '中', '😀', ';') })
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 6 }), async (cells) => {
        const content = `n,q\n${cells.map((text, index) => `${index},"${text.replaceAll('"', '""')}"`).join('\n')}`
        expect(await inputsOf(content)).toEqual(cells.map((q, index) => ({ n: String(index), q })))
      }),
      { numRuns: 50 },
    )
  })

  it('fills the fields of a case from columns that are named after them', async () => {
    const [one] = await casesOfFile(
      'a.csv',
      'case_id,description,query,tags,group,must_pass,weight,expected_outputs.answer,assertions,inputs.city,mood\n' +
        'c1,First,Hi,"smoke, zh",g,yes,2.5,Hello,"[{""type"":""contains"",""value"":""He""}]",Köln,ok\n',
    )
    expect(one).toMatchObject({
      case_id: 'c1',
      description: 'First',
      query: 'Hi',
      tags: ['smoke', 'zh'],
      group: 'g',
      must_pass: true,
      weight: 2.5,
      expected_outputs: { answer: 'Hello' },
      assertions: [{ type: 'contains', value: 'He', weight: 1 }],
      inputs: { city: 'Köln', mood: 'ok' },
    })
  })

  it('leaves out what empty cells do not say', async () => {
    const [one] = await casesOfFile('a.csv', 'q,tags,weight,must_pass,expected_outputs.answer,assertions\nx,,,,,\n')
    expect(one).toMatchObject({ tags: [], weight: 1, must_pass: false, assertions: [] })
    expect(one?.expected_outputs).toBeUndefined()
  })

  it('sends columns where the plan says, also into a map and several into tags', async () => {
    const [one] = await casesOfFile('a.csv', 'Frage,Thema,Stufe,Nr\nWarum?,physics,hard,7\n', {
      columns: { Frage: 'query', Thema: 'tags', Stufe: 'tags', Nr: 'inputs.order.number' },
    })
    expect(one).toMatchObject({ query: 'Warum?', tags: ['physics', 'hard'], inputs: { order: { number: '7' } } })
  })

  it('may have columns called like parts of JavaScript', async () => {
    const [inputs] = await inputsOf('constructor,__proto__,toString\n1,2,3\n')
    expect(Object.entries(inputs ?? {}).map(([name, value]) => `${name}=${JSON.stringify(value)}`)).toEqual(
      expect.arrayContaining(['constructor="1"', 'toString="3"']),
    )
  })
})

describe('a table with a mistake', () => {
  const refusal = async (content: string, file: object = {}) => refusalOf(casesOfFile('q.csv', content, file))

  it.each([
    [
      'a cell too many',
      'a,b\n1,2\n1,2,3\n',
      'q.csv, row 3: 3 cells where the header has 2 columns; a cell with the separator in it must be in quotes.',
    ],
    [
      'a cell too few',
      'a,b\n"x\ny",2\n1\n',
      'q.csv, row 3 (line 4): 1 cell where the header has 2 columns; fill it up.',
    ],
    ['a row below a blank line', 'a,b\n\n1\n', 'q.csv, row 3: 1 cell'],
    ['a quote inside a cell', 'a,b\n1,x"y\n', 'q.csv, row 2, column "b": a quote stands inside a cell'],
    ['text after a quote', 'a,b\n1,"x"y\n', 'q.csv, row 2, column "b": text follows a closing quote'],
    [
      'an open quote',
      'a,b\n1,2\n3,"x\ny\nz\n',
      'q.csv, row 3, column "b": the quote that begins this cell is never closed.',
    ],
    [
      'a weight that is no number',
      'q,weight\n1,2\n1,heavy\n',
      'q.csv, row 3, column "weight": expected a number, found "heavy".',
    ],
    [
      'a weight that is too small',
      'q,weight\n1,-2\n',
      'q.csv, row 2, column "weight": this is too small, expected more than 0.',
    ],
    [
      'a truth value that is none',
      'q,must_pass\n1,maybe\n',
      'column "must_pass": expected true or false, found "maybe".',
    ],
    ['assertions that are no JSON', 'q,assertions\n1,[oops\n', 'q.csv, row 2, column "assertions": expected JSON ('],
    [
      'an assertion that is none',
      'q,assertions\n1,"[{""type"":""contians"",""value"":""x""}]"\n',
      'q.csv, row 2, column "assertions": this is none of the possible values',
    ],
    [
      'an unknown key in an assertion',
      'q,assertions\n1,"[{""type"":""contains"",""vlaue"":""x""}]"\n',
      '(assertions.0',
    ],
    ['a cell under no column', 'a,\n1,2\n', 'q.csv, row 2: a cell stands under a column without a name.'],
  ])('%s is told with file, row and column', async (_, content, message) => {
    const error = await refusal(content)
    expect(error).toMatchObject({ code: 'EXEC-CASES-002', context: { file: 'q.csv' } })
    expect(error.message).toContain(message)
  })

  it.each([
    ['expected_output.answer', 'Did you mean expected_outputs.answer?'],
    ['expected_output', 'Did you mean expected_outputs.NAME?'],
    ['Case ID', 'Did you mean case_id?'],
    ['mustpass', 'Did you mean must_pass?'],
    ['wieght', 'Did you mean weight?'],
    ['input.question', 'Did you mean inputs.question?'],
  ])('a column %s that is a slip away from a field is not taken for an input', async (column, suggestion) => {
    const error = await refusal(`q,${column}\n1,2\n`)
    expect(error).toMatchObject({ code: 'EXEC-CASES-003', context: { column } })
    expect(error.message).toContain(suggestion)
    expect(await inputsOf(`q,${column}\n1,2\n`, { columns: { [column]: 'inputs.x' } })).toEqual([{ q: '1', x: '2' }])
  })

  it.each(['input', 'turn', 'output', 'question', 'age', 'expected', 'text', 'note'])(
    'a column %s is an input all the same',
    async (column) => {
      expect(await inputsOf(`${column}\nx\n`)).toEqual([{ [column]: 'x' }])
    },
  )

  it('a column of the plan that is not there is told with the nearest', async () => {
    const error = await refusal('Question,b\n1,2\n', { columns: { Qeustion: 'inputs.q' } })
    expect(error.message).toBe('q.csv has no column "Qeustion". Did you mean "Question"? It has "Question", "b".')
  })

  it('a field of the plan that no case has is told with the nearest', async () => {
    const error = await refusal('a\n1\n', { columns: { a: 'expected_ouputs.x' } })
    expect(error).toMatchObject({ code: 'EXEC-CASES-003' })
    expect(error.message).toContain('Did you mean expected_outputs.x?')
  })

  it('two columns for one field are told', async () => {
    const error = await refusal('a,b\n1,2\n', { columns: { a: 'inputs.q', b: 'inputs.q' } })
    expect(error.message).toContain('column "b": inputs.q is filled by another column as well.')
  })

  it('a column that is there twice is told', async () => {
    expect((await refusal('a,b,a\n1,2,3\n')).message).toContain('two columns "a"')
  })

  it('a table that is divided by something else is told', async () => {
    expect((await refusal('question;answer\n1;2\n')).message).toContain('something else than commas')
  })

  it.each([
    ['', 'it is empty'],
    ['\uFEFF', 'it is empty'],
    ['\n\n', 'it is empty'],
    ['a,b\n', 'there is nothing below its header'],
  ])('a file %j without cases is told', async (content, reason) => {
    const error = await refusal(content)
    expect(error).toMatchObject({ code: 'EXEC-CASES-005' })
    expect(error.message).toBe(`q.csv holds no cases: ${reason}.`)
  })

  it('two rows with one id are told with both places', async () => {
    const error = await refusal('case_id,q\na,1\nb,2\na,3\n')
    expect(error.message).toContain('q.csv, row 4: the id "a" is taken by q.csv, row 2.')
  })
})

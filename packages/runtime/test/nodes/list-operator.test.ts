import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { end, makeApp, start } from '../support/make-app.ts'
import { runApp, runNodeAlone } from '../support/run-app.ts'

const off = {
  filter_by: { enabled: false },
  extract_by: { enabled: false },
  order_by: { enabled: false },
  limit: { enabled: false },
}
const node = (steps: object): { type: 'list-operator' } =>
  ({
    type: 'list-operator',
    variable: ['conversation', 'list'],
    ...off,
    ...steps,
  }) as { type: 'list-operator' }

async function operate(list: unknown, steps: object, dify: '0.15' | '1.12' = '1.12'): Promise<unknown> {
  const options = { variables: { list, two: 'b' }, outputs: ['result', 'first_record', 'last_record'] }
  const { trace, outputs } = await runNodeAlone(node(steps), options, { dify })
  return trace.error ?? [outputs?.['result'], outputs?.['first_record'], outputs?.['last_record']]
}

const filter = (comparison_operator: string, value: unknown): object => ({
  filter_by: { enabled: true, conditions: [{ key: '', comparison_operator, value }] },
})
const texts = ['b', 'abc', '', 'c']

describe('the filter', () => {
  it.each<[string, unknown, string, unknown, unknown]>([
    ['contains', texts, 'contains', 'b', ['b', 'abc']],
    ['not contains', texts, 'not contains', 'b', ['', 'c']],
    ['start with', texts, 'start with', 'a', ['abc']],
    ['end with', texts, 'end with', 'c', ['abc', 'c']],
    ['is', texts, 'is', 'b', ['b']],
    ['is not', texts, 'is not', 'b', ['abc', '', 'c']],
    ['in a text', texts, 'in', 'xbc', ['b', '', 'c']],
    ['not in a text', texts, 'not in', 'xbc', ['abc']],
    ['empty', texts, 'empty', '', ['']],
    ['not empty', texts, 'not empty', '', ['b', 'abc', 'c']],
    ['a reference in what is expected', texts, 'is', '{{#conversation.two#}}', ['b']],
    ['=', [1, 2, 3], '=', '2', [2]],
    ['≠', [1, 2, 3], '≠', '2.0', [1, 3]],
    ['<', [1, 2, 3], '<', '2', [1]],
    ['≤', [1, 2, 3], '≤', '2', [1, 2]],
    ['>', [1, 2.5, 3], '>', '2.4', [2.5, 3]],
    ['≥', [1, 2, 3], '≥', '2', [2, 3]],
    ['is, of booleans', [true, false], 'is', true, [true]],
    ['is not, of booleans', [true, false], 'is not', true, [false]],
  ])('keeps by: %s', async (_title, list, operator, value, kept) => {
    const items = kept as unknown[]
    expect(await operate(list, filter(operator, value))).toEqual([items, items[0] ?? null, items.at(-1) ?? null])
  })

  it.each<[string, unknown, string, unknown, string]>([
    ['an operator that texts do not have', texts, '<', '1', 'Invalid condition: <'],
    ['a number that is none', [1], '=', 'x', "could not convert string to float: 'x'"],
    ['a list where a text is expected', texts, 'is', ['b'], "Invalid filter value: ['b']"],
  ])('refuses %s', async (_title, list, operator, value, message) => {
    expect(await operate(list, filter(operator, value))).toBe(message)
  })

  it('wants all of its conditions', async () => {
    const conditions = [
      { comparison_operator: 'contains', value: 'b' },
      { comparison_operator: 'not contains', value: 'a' },
    ]
    expect(await operate(texts, { filter_by: { enabled: true, conditions } })).toEqual([['b'], 'b', 'b'])
  })
})

describe('the steps', () => {
  const extract = (serial: unknown): object => ({ extract_by: { enabled: true, serial } })
  it('pick one item, counted from 1', async () => {
    expect(await operate(texts, extract('2'))).toEqual([['abc'], 'abc', 'abc'])
    expect(await operate(texts, extract('5'))).toBe('Invalid serial index: must be <= 4, got 5')
    expect(await operate(texts, extract('0'))).toBe('Invalid serial index: must be >= 1, got 0')
  })

  it('sort texts by code points', async () => {
    const list = ['b', 'B', '\u{10000}', '\uFFFD', 'a']
    const [sorted] = (await operate(list, { order_by: { enabled: true, key: '', value: 'asc' } })) as unknown[]
    expect(sorted).toEqual(['B', 'a', 'b', '\uFFFD', '\u{10000}'])
  })

  it('sort numbers downwards', async () => {
    const [sorted] = (await operate([2, 10, 1], { order_by: { enabled: true, key: '', value: 'desc' } })) as unknown[]
    expect(sorted).toEqual([10, 2, 1])
  })

  it('come in the order filter, extract, order, limit', async () => {
    const steps = {
      ...filter('not empty', ''),
      order_by: { enabled: true, key: '', value: 'desc' },
      limit: { enabled: true, size: 2 },
    }
    expect(await operate(texts, steps)).toEqual([['c', 'b'], 'c', 'b'])
  })

  it('give nothing for an empty list', async () => {
    expect(await operate([], { ...filter('is', 'x'), ...extract('1') })).toEqual([[], null, null])
  })

  it('refuse lists of objects, in 0.15 of booleans too, and what is no list', async () => {
    expect(await operate([{ a: 1 }], {})).toMatch(/is not an ArrayFileSegment/)
    expect(await operate([true], {}, '0.15')).toMatch(/is not an ArrayFileSegment/)
    expect(await operate('text', {})).toMatch(/is not an ArrayFileSegment/)
  })

  it('fail when the list is not there', async () => {
    const { trace } = await runNodeAlone(node({ variable: ['nope', 'x'] }), { outputs: [] })
    expect(trace.error).toBe("Variable not found for selector: ['nope', 'x']")
  })
})

describe('lists of files', () => {
  const files = [
    { type: 'document', name: 'b.txt', content: 'xx' },
    { type: 'image', name: 'a.png', content: 'xxxx' },
  ]
  async function names(steps: object): Promise<unknown> {
    const app = makeApp({
      nodes: {
        start: start('files=file-list'),
        node: { ...node(steps), variable: ['start', 'files'] },
        end: end({ result: 'node.result' }),
      },
      edges: ['start>node', 'node>end'],
    })
    const { trace, outputs } = await runApp(app, { inputs: { files } })
    return (
      trace.error ?? ((outputs?.['result'] ?? []) as { readonly filename: string }[]).map(({ filename }) => filename)
    )
  }
  const by = (key: string, comparison_operator: string, value: unknown): object => ({
    filter_by: { enabled: true, conditions: [{ key, comparison_operator, value }] },
  })

  it.each<[string, object, unknown]>([
    ['by name', by('name', 'contains', 'a.'), ['a.png']],
    ['by extension', by('extension', 'is', '.txt'), ['b.txt']],
    ['by type', by('type', 'in', ['image']), ['a.png']],
    ['by size', by('size', '>', '3'), ['a.png']],
    ['sorted by name', { order_by: { enabled: true, key: 'name', value: 'asc' } }, ['a.png', 'b.txt']],
    ['sorted by size', { order_by: { enabled: true, key: 'size', value: 'desc' } }, ['a.png', 'b.txt']],
    ['by a key that files do not have', by('colour', 'is', 'x'), 'Invalid key: colour'],
    ['sorted by such a key', { order_by: { enabled: true, key: 'colour', value: 'asc' } }, 'Invalid order key: colour'],
  ])('%s', async (_title, steps, result) => {
    expect(await names(steps)).toEqual(result)
  })
})

it('sorting keeps all items and orders each pair', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer(), { minLength: 1 }), fc.constantFrom('asc', 'desc'), async (list, value) => {
      const steps = { order_by: { enabled: true, key: '', value } }
      const [sorted] = (await operate(list, steps)) as [number[]]
      expect(sorted).toEqual(list.toSorted((left, right) => (value === 'asc' ? left - right : right - left)))
    }),
    { numRuns: 25 },
  )
})

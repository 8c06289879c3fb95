import { describe, expect, it } from 'vitest'
import { casesOfFile, collectCases, refusalOf } from '../collect-cases.ts'

/** 问题，语言: 你好吗？，中文 (GB 2312), with 𠀀 in the four bytes that only GB18030 has. */
const chinese = {
  text: '问题,语言\n今天天气怎么样？,中文\n我想退货，可以吗？𠀀,中文\n',
  gb18030: Buffer.from(
    'cecacce22cd3efd1d40abdf1ccecccecc6f8d4f5c3b4d1f9a3bf2cd6d0cec40aced2cfebcdcbbbf5a3acbfc9d2d4c2f0a3bf95328236' +
      '2cd6d0cec40a',
    'hex',
  ),
}
const expected = [
  { 问题: '今天天气怎么样？', 语言: '中文' },
  { 问题: '我想退货，可以吗？𠀀', 语言: '中文' },
]

const read = async (content: string | Uint8Array, file: object = {}) =>
  (await casesOfFile('a.csv', content, file)).map((one) => one.inputs)

function utf16(text: string, isBigEndian: boolean): Buffer {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le')
  return isBigEndian ? bytes.swap16() : bytes
}

describe('the encoding of a file', () => {
  it.each([
    ['UTF-8', Buffer.from(chinese.text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${chinese.text}`)],
    ['GB18030', chinese.gb18030],
    ['UTF-16, little end first', utf16(chinese.text, false)],
    ['UTF-16, big end first', utf16(chinese.text, true)],
  ])('%s is told from the bytes', async (_, bytes) => {
    expect(await read(bytes)).toEqual(expected)
  })

  it('is told even when megabytes of ASCII come first', async () => {
    const rows = `${'x'.repeat(1000)},ascii\n`.repeat(1500)
    const [header, rest] = [Buffer.from('q,l\n'), chinese.gb18030.subarray(10)]
    const cases = await read(Buffer.concat([header, Buffer.from(rows), rest]))
    expect(cases.at(-1)).toEqual({ q: '我想退货，可以吗？𠀀', l: '中文' })
    expect(cases).toHaveLength(1502)
  })

  it('cuts no character where one piece of the file ends', async () => {
    const long = `q\n${'中'.repeat(100_000)}\n`
    expect(await read(long)).toEqual([{ q: '中'.repeat(100_000) }])
    expect(await read(`q\na${'😀'.repeat(50_000)}\n`)).toEqual([{ q: `a${'😀'.repeat(50_000)}` }])
  })

  it('can be told by the plan', async () => {
    expect(await read(chinese.gb18030, { encoding: 'gb18030' })).toEqual(expected)
    const error = await refusalOf(read(chinese.gb18030, { encoding: 'utf-8' }))
    expect(error).toMatchObject({ code: 'EXEC-CASES-001', context: { line: 1 } })
  })

  it.each([
    ['French in Windows-1252', 'q\nr\xe9sum\xe9, d\xe9j\xe0 vu\n'],
    ['Russian in Windows-1251', 'q\n\xef\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea \xe4\xe5\xeb\xe0\n'],
  ])('that is neither is refused instead of sent garbled: %s', async (_, text) => {
    const error = await refusalOf(read(Buffer.from(text, 'latin1')))
    expect(error).toMatchObject({ code: 'EXEC-CASES-001' })
    expect(error.message).toContain('neither UTF-8 nor Chinese in GB18030. Save it as UTF-8')
  })

  it('that breaks off late is told with the line', async () => {
    const rows = 'ä,1\n'.repeat(100_000)
    const error = await refusalOf(read(Buffer.concat([Buffer.from(`q,n\n${rows}`), Buffer.from([0x61, 0xff, 0x0a])])))
    expect(error).toMatchObject({ code: 'EXEC-CASES-001', context: { line: 100_002 } })
  })
})

describe('a file that cannot be read', () => {
  it('is told with where it was looked for', async () => {
    const error = await refusalOf(collectCases({ case_files: [{ path: 'no/such.csv' }] }, { baseFolder: '/tmp' }))
    expect(error).toMatchObject({ code: 'EXEC-CASES-001', context: { path: '/tmp/no/such.csv' } })
    expect(error.message).toBe(
      'There is no file of cases no/such.csv (looked for /tmp/no/such.csv). Paths are relative to the plan.',
    )
  })

  it('is told when it is a folder, or its format is not known', async () => {
    expect(await refusalOf(collectCases({ case_files: [{ path: '.', format: 'csv' }] }))).toMatchObject({
      code: 'EXEC-CASES-001',
    })
    const error = await refusalOf(casesOfFile('cases.xlsx', 'PK'))
    expect(error.message).toContain('does not tell its format by its end (.xlsx)')
  })

  it('is found under a path as Windows writes it', async () => {
    const cases = await casesOfFile('a.csv', 'q\n1\n', { path: String.raw`.\a.csv` })
    expect(cases.map((one) => one.inputs)).toEqual([{ q: '1' }])
  })
})

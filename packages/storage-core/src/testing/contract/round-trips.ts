import { expect, test } from 'vitest'
import { fullVersion } from './full-version.ts'
import { sampleVersion, sampleVersionWithText } from '../sample-version.ts'
import { type OpenFixture, openFixture } from '../storage-fixture.ts'

/** Registers the tests that what is saved is what is read. */
export function testRoundTrips(open: OpenFixture): void {
  test('an empty store has nothing', async () => {
    const { storage } = await openFixture(open)

    expect(await storage.getVersion('p', '1.0.0')).toBeUndefined()
    expect(await storage.getLatestVersion('p')).toBeUndefined()
    expect(await storage.listVersions('p')).toEqual([])
  })

  test('a record with analysis and optimization result comes back as it was saved', async () => {
    const { storage } = await openFixture(open)
    await storage.saveVersion(fullVersion)

    expect(await storage.getVersion(fullVersion.prompt_id, '1.1.0')).toStrictEqual(fullVersion)
    expect(await storage.getLatestVersion(fullVersion.prompt_id)).toStrictEqual(fullVersion)
    expect(await storage.listVersions(fullVersion.prompt_id)).toStrictEqual([fullVersion])
  })

  test('unknown keys are kept at every level, even those with a meaning to JavaScript', async () => {
    const { storage } = await openFixture(open)
    const hostile = JSON.parse('{"__proto__":{"polluted":1},"constructor":1,"":null,"_sum":"x"}') as Record<
      string,
      unknown
    >
    const sample = sampleVersion()
    const record = {
      ...hostile,
      ...sample,
      future: { nested: [hostile, [], {}, null, false] },
      metadata: hostile,
      prompt: { ...hostile, ...sample.prompt, context: hostile },
    }
    await storage.saveVersion(record)

    const found = await storage.getVersion(record.prompt_id, record.version)
    expect(JSON.stringify(sortKeys(found))).toBe(JSON.stringify(sortKeys(record)))
    expect('polluted' in {}).toBe(false)
  })

  test.each(Object.entries(hostileTexts))('a prompt text with %s comes back exactly', async (_, text) => {
    const { storage } = await openFixture(open)
    const record = sampleVersionWithText(text, { metadata: { [text.slice(0, 100)]: text } })
    await storage.saveVersion(record)

    const found = await storage.getVersion(record.prompt_id, record.version)
    expect(found?.prompt.text === text).toBe(true)
    expect(found?.metadata).toStrictEqual(record.metadata)
  })

  test('numbers come back exactly', async () => {
    const { storage } = await openFixture(open)
    const numbers = [0, 0.1, -1.5, 1e21, 5e-324, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER, 1 / 3]
    const record = sampleVersion({ metadata: { numbers } })
    await storage.saveVersion(record)

    expect((await storage.getVersion(record.prompt_id, record.version))?.metadata).toStrictEqual({ numbers })
  })

  test('a property that is undefined is left out', async () => {
    const { storage } = await openFixture(open)
    await storage.saveVersion(sampleVersion({ metadata: { author: undefined, strategy: 'auto' } }))

    const found = await storage.getVersion('wf_001_llm_1_system', '1.0.0')
    expect(found?.metadata).toStrictEqual({ strategy: 'auto' })
  })
}

const hostileTexts = {
  'nothing in it': '',
  'Chinese and emoji': '你是一名助手。👩‍💻🙂',
  'CRLF, tabs and trailing blanks': '\tone\r\ntwo\rthree  \n\n',
  'control characters and NUL': '\0\u0001\u001b[31m\u007f\u0085',
  'line and paragraph separators': 'a\u2028b\u2029c',
  'a byte order mark': '\ufefftext\ufeff',
  'halves of surrogate pairs': 'a\ud83d b\ude00 \udc00\ud800',
  'both normal forms': 'caf\u00e9 cafe\u0301',
  'JSON inside': '{"a": "\\u0000", "_sum": "b"}\n}',
  '1 MB': '这是一个很长的提示词。'.repeat(32_000),
}

/** For values with keys such as `__proto__`, which the matchers of a test framework may overlook. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, item]) => [key, sortKeys(item)])
}

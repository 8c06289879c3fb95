import { parseVersion } from '@autoopt/storage-core'
import { sampleVersion, sampleVersionWithText } from '@autoopt/storage-core/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CorruptVersionError } from '../../src/index.ts'
import { formatVersionFile, parseVersionFile } from '../../src/record/version-file.ts'

const path = '/store/prompt/1.0.0.json'
const sample = parseVersion(sampleVersion())
const file = Buffer.from(formatVersionFile(sample))

test('any record is read as it was written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), fc.string(), (text, value, key) => {
      const record = parseVersion({ ...sampleVersionWithText(text), [`x${key}`]: value, _sum: value })

      expect(parseVersionFile(Buffer.from(formatVersionFile(record)), path)).toStrictEqual(record)
    }),
  )
})

test('every changed byte is noticed', () => {
  fc.assert(
    fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (position, change) => {
      const damaged = Buffer.from(file)
      damaged.writeUInt8(damaged.readUInt8(position) ^ change, position)

      expect(() => parseVersionFile(damaged, path)).toThrow(CorruptVersionError)
    }),
    { numRuns: 5_000 },
  )
})

test('every truncation and every addition is noticed', () => {
  for (let length = 0; length < file.length; length += 1) {
    expect(() => parseVersionFile(file.subarray(0, length), path)).toThrow(CorruptVersionError)
  }
  for (const more of ['\n', '}', '\0', 'x']) {
    expect(() => parseVersionFile(Buffer.concat([file, Buffer.from(more)]), path)).toThrow(CorruptVersionError)
  }
})

test('changed line ends are noticed', () => {
  const text = file.toString().replaceAll('\n', '\r\n')

  expect(() => parseVersionFile(Buffer.from(text), path)).toThrow('its checksum does not match its content')
})

describe('a file without checksum', () => {
  test.each([undefined, 2])('is read when its record is valid (indented by %s)', (indent) => {
    expect(parseVersionFile(Buffer.from(JSON.stringify(sample, null, indent)), path)).toStrictEqual(sample)
  })

  test.each([
    ['nothing', ''],
    ['no JSON', 'not json'],
    ['half a record', JSON.stringify(sample).slice(0, 100)],
    ['JSON that is no record', '{"version":"1.0.0"}'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a record with a bad version', JSON.stringify({ ...sample, version: 'v1' })],
    ['deeply nested JSON', '['.repeat(100_000) + ']'.repeat(100_000)],
  ])('is corrupt when it holds %s', (_, text) => {
    expect(() => parseVersionFile(Buffer.from(text), path)).toThrow(CorruptVersionError)
  })

  test('is corrupt when it is not UTF-8', () => {
    const text = Buffer.from(JSON.stringify(sampleVersionWithText('caf\u00e9')), 'latin1')

    expect(() => parseVersionFile(text, path)).toThrow('it is not UTF-8')
  })
})

test('the error names the file and the reason, and says what to do', () => {
  expect(() => parseVersionFile(Buffer.from('{}'), path)).toThrow(
    expect.objectContaining({
      code: 'FS-LOAD-001',
      context: { path },
      message: expect.stringMatching(
        /^Cannot use a version file at "\/store\/prompt\/1\.0\.0\.json": .*prompt_id.*\. Restore/,
      ),
    }),
  )
})

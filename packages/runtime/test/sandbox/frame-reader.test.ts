import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FrameReader } from '../../src/sandbox/frame-reader.ts'
import { encodeFrameHeader } from '../../src/sandbox/frames.ts'

const frame = fc.record({ kind: fc.integer({ min: 0, max: 255 }), body: fc.uint8Array({ maxLength: 40 }) })

describe('FrameReader', () => {
  test('frames come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (frames, sizes) => {
          const stream = Buffer.concat(
            frames.flatMap(({ kind, body }) => [encodeFrameHeader(kind, body.byteLength), body]),
          )
          const reader = new FrameReader(100)
          const read = []
          for (let at = 0, turn = 0; at < stream.byteLength; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1
            read.push(...reader.push(stream.subarray(at, at + size)))
            at += size
          }
          expect(read.map(({ kind, body }) => ({ kind, body: [...body] }))).toEqual(
            frames.map(({ kind, body }) => ({ kind, body: [...body] })),
          )
        },
      ),
    )
  })

  test('a frame longer than allowed is refused before its body is there', () => {
    expect(() => new FrameReader(100).push(encodeFrameHeader(1, 101))).toThrow(RangeError)
  })
})

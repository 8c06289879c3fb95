import { inspect } from 'node:util'
import { serialize } from 'node:v8'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Secret, secretSchema } from '../src/index.ts'

const value = fc.stringMatching(/^[a-z0-9]{8,20}$/)

describe('Secret', () => {
  test('gives its value to the one who asks for it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(new Secret(text).reveal()).toBe(text)
      }),
    )
  })

  test('prints as *** in text, JSON and inspection', () => {
    fc.assert(
      fc.property(value, (text) => {
        const secret = new Secret(text)
        expect([String(secret), ['', secret].join(''), inspect(secret)]).toEqual(Array(3).fill('***'))
        expect(JSON.stringify(secret)).toBe('"***"')
        expect(''.concat(secret as never)).toBe('***')
      }),
    )
  })

  test('stays hidden inside other values, with every option of inspect', () => {
    fc.assert(
      fc.property(value, (text) => {
        const holder = { list: [new Secret(text)], map: new Map([['key', new Secret(text)]]) }
        expect(JSON.stringify(holder)).toBe('{"list":["***"],"map":{}}')
        expect(inspect(holder, { depth: null, showHidden: true, showProxy: true, getters: true })).not.toContain(text)
      }),
    )
  })

  test('does not survive a structured clone or a serialization', () => {
    const clone: unknown = structuredClone(new Secret('hunter2'))
    expect(JSON.stringify(clone)).toBe('{}')
    expect(serialize(new Secret('hunter2')).toString('latin1')).not.toContain('hunter2')
  })

  test('has no key to enumerate or to read', () => {
    const secret = new Secret('hunter2')
    expect([Object.keys(secret), Reflect.ownKeys(secret)]).toEqual([[], []])
  })
})

describe('secretSchema', () => {
  test('turns text into a Secret', () => {
    expect(secretSchema.parse('hunter2').reveal()).toBe('hunter2')
  })

  test('refuses empty text and anything else', () => {
    expect(secretSchema.safeParse('').success).toBe(false)
    expect(secretSchema.safeParse(12345).success).toBe(false)
  })
})

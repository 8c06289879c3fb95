import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scrubText } from '../src/scrub-text.ts'

/** Texts of some of these characters. */
const textOf = (characters: string, lengths: { minLength?: number; maxLength: number }) =>
  fc.string({ ...lengths, unit: fc.constantFrom(...characters.split('')) })

const said = (text: string) => [{ role: 'system' as const, content: text }]

describe('scrubText', () => {
  it('hides every secret, wherever it stands', () => {
    const secret = textOf('ABCDEFGHJKLMNPQ0123456789', { minLength: 6, maxLength: 40 })
    const around = textOf('xyz .,:', { maxLength: 100 })
    fc.assert(
      fc.property(secret, around, around, (key, before, after) => {
        const clean = scrubText(before + key + after, { secrets: [key], prompt: said('') })
        expect(clean).toBe(`${before}***${after}`.slice(0, 500))
      }),
    )
  })

  it('hides 24 characters and more that repeat the prompt, wherever they are cut out of it', () => {
    const prompt = Array.from({ length: 80 }, (_, index) => `word${index}`).join(' ')
    const cut = fc.record({ from: fc.nat(prompt.length - 60), length: fc.integer({ min: 24, max: 60 }) })
    fc.assert(
      fc.property(cut, textOf('XYZ:', { maxLength: 60 }), ({ from, length }, before) => {
        const echo = prompt.slice(from, from + length)
        expect(scrubText(`${before}${echo}!`, { secrets: [], prompt: said(prompt) })).toBe(`${before}[prompt]!`)
      }),
    )
  })

  it('hides things that look like keys', () => {
    const text = 'Incorrect API key provided: sk-proj-abcdefghijklmnop1234. Bearer eyJhbGciOi.J9 was sent.'
    expect(scrubText(text, { secrets: [], prompt: said('') })).toBe('Incorrect API key provided: ***. *** was sent.')
  })

  it('leaves words that a prompt happens to share', () => {
    const text = 'maximum context length exceeded'
    expect(scrubText(text, { secrets: [], prompt: said('the maximum context of it') })).toBe(text)
  })

  it('cuts what is too long', () => {
    expect(scrubText('é'.repeat(2_000), { secrets: [], prompt: said('') })).toHaveLength(500)
  })
})

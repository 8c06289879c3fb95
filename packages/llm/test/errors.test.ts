import { describe, expect, it } from 'vitest'
import * as llm from '../src/index.ts'

const kinds = Object.values(llm).filter(
  (value) => typeof value === 'function' && value.prototype instanceof Error && value !== llm.ModelError,
) as unknown as { code: string; prototype: Error }[]

describe('the errors', () => {
  it('have a code each', () => {
    expect(new Set(kinds.map(({ code }) => code)).size).toBe(kinds.length)
    expect(kinds.every(({ code }) => /^LLM-[A-Z]+-\d{3}$/.test(code))).toBe(true)
    expect(kinds.length).toBeGreaterThan(10)
  })

  it('are known by mark and code, from whatever build they come', () => {
    const mark = Symbol.for('@autoopt/llm/ModelError')
    const elsewhere = Object.assign(new Error('down'), { code: 'LLM-SERVER-001', [mark]: true })
    expect(elsewhere).toBeInstanceOf(llm.ModelServerError)
    expect(elsewhere).toBeInstanceOf(llm.ModelError)
    expect(elsewhere).not.toBeInstanceOf(llm.ModelRateLimitError)
    expect(new Error('down')).not.toBeInstanceOf(llm.ModelError)
  })
})

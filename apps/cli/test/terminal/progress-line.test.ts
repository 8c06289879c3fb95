import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { ProgressLine } from '../../src/terminal/progress-line.ts'

/** A stream that remembers what was written, and may pretend to be a terminal. */
function makeStream(isTTY: boolean): PassThrough & { isTTY: boolean } {
  return Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY })
}

describe('a progress line', () => {
  it('says on a terminal how far work has come, and is gone when it ends', () => {
    const stream = makeStream(true)
    {
      using line = new ProgressLine(stream)
      line.show('verifying', { prompts: 1200, totalPrompts: 5000, versions: 34_567 })
      expect(stream.read()).toBe('\r\u001B[2Kverifying: 1,200 of 5,000 prompts, 34,567 versions')
    }
    expect(stream.read()).toBe('\r\u001B[2K')
  })

  it('leaves out what is not known', () => {
    const stream = makeStream(true)
    using line = new ProgressLine(stream)
    line.show('warming', { prompts: 3 })
    expect(stream.read()).toMatch(/warming: 3 prompts$/)
  })

  it('is not drawn again at once', () => {
    const stream = makeStream(true)
    using line = new ProgressLine(stream)
    for (let prompts = 0; prompts < 50; prompts += 1) line.show('warming', { prompts })
    expect(stream.read()).toMatch(/warming: 0 prompts$/)
  })

  it('says nothing where there is no terminal', () => {
    const stream = makeStream(false)
    {
      using line = new ProgressLine(stream)
      line.show('verifying', { prompts: 1 })
    }
    expect(stream.read()).toBeNull()
  })
})

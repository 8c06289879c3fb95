import { expect, it, vi } from 'vitest'
import { firstFailure } from '../src/first-failure.ts'

class Unclosable implements AsyncDisposable {
  readonly #name: string

  constructor(name: string) {
    this.#name = name
  }

  fail(): never {
    throw new Error('the cause')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    throw new Error(`${this.#name} not closed`)
  }
}

async function failAndFailToClose(): Promise<void> {
  await using outer = new Unclosable('outer')
  await using inner = new Unclosable('inner')
  for (const part of [outer, inner]) part.fail()
}

it('what failed first counts, and what could not be closed is told', async () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const thrown = await failAndFailToClose().catch((error: unknown) => error)
  expect(firstFailure(thrown)).toEqual(new Error('the cause'))
  expect(write.mock.calls.flat()).toEqual(['warning: outer not closed\n', 'warning: inner not closed\n'])
  write.mockRestore()
})

it('any other error is itself', () => {
  const error = new Error('the cause')
  expect(firstFailure(error)).toBe(error)
  expect(firstFailure(undefined)).toBeUndefined()
})

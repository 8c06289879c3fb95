import { expect, test } from 'vitest'
import { retryBusy } from '../../src/files/retry-busy.ts'

/** A call that fails some times before it succeeds. */
function failing(times: number, code: string): (path: string) => string {
  let left = times
  return (path) => {
    if (left-- > 0) throw Object.assign(new Error(code), { code, syscall: 'rename' })
    return `did ${path}`
  }
}

test.each(['EBUSY', 'EPERM', 'EACCES'])('a call on a file that somebody holds is made again (%s)', (code) => {
  const naps: number[] = []
  const call = retryBusy(failing(3, code), (ms) => naps.push(ms))

  expect(call('it')).toBe('did it')
  expect(naps).toEqual([10, 20, 40])
})

test('after two seconds the error counts', () => {
  let total = 0
  const call = retryBusy(failing(1_000, 'EBUSY'), (ms) => {
    total += ms
  })

  expect(() => call('it')).toThrow('EBUSY')
  expect(total).toBeGreaterThan(1_500)
  expect(total).toBeLessThanOrEqual(2_000)
})

test('any other error counts at once', () => {
  const call = retryBusy(failing(1, 'EEXIST'), () => {
    throw new Error('must not wait')
  })

  expect(() => call('it')).toThrow('EEXIST')
})

test('the thread stands still by itself', () => {
  expect(retryBusy(failing(1, 'EBUSY'))('it')).toBe('did it')
})

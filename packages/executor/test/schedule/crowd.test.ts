import { expect, test } from 'vitest'
import { Crowd } from '../../src/schedule/crowd.ts'

test('a crowd holds who came and has not left', () => {
  const [one, two, three] = [{}, {}, {}]
  const crowd = new Crowd<object>()
  for (const member of [one, two, three]) crowd.add(member)
  crowd.delete(one)

  expect(crowd.size).toBe(2)
  expect(new Set(crowd)).toEqual(new Set([two, three]))
  expect([...crowd].includes(one)).toBe(false)
})

test('members may leave while a crowd is gone through', () => {
  const crowd = new Crowd<object>()
  for (let index = 0; index < 5; index += 1) crowd.add({})
  for (const member of crowd) crowd.delete(member)

  expect(crowd.size).toBe(0)
})

test('what is not in a crowd cannot leave it, and nobody else leaves in its place', () => {
  const crowd = new Crowd<object>()
  crowd.add({})

  expect(() => crowd.delete({})).toThrow('was not in it')
  expect(crowd.size).toBe(1)
})

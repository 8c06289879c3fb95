import { expect, test } from 'vitest'
import type { Host } from '../../src/layout/host.ts'
import { closeWriter, isDeadWriter, isWriterTag, openWriter } from '../../src/layout/writer-tag.ts'

/** A machine on which processes 10 and 11 run, seen from process 10. */
const here: Host = {
  bootId: '0000000a',
  hostId: '000000ff',
  pid: 10,
  threadId: 0,
  startOf: (pid) => (pid === 10 || pid === 11 ? `9${pid}` : undefined),
}
const tag = (changes: Partial<Host>) => openWriter({ ...here, ...changes })

test.each<[string, Partial<Host>, boolean]>([
  ['one of another process that runs', { pid: 11 }, false],
  ['one of a process that is gone', { pid: 12, startOf: () => '912' }, true],
  ['one of a process whose id was given to another', { pid: 11, startOf: () => '1' }, true],
  ['one of a process of which nobody knows when it started', { pid: 11, startOf: () => '' }, false],
  ['one from before the machine was started', { bootId: '0000000b' }, true],
  ['one of a system that does not tell its starts apart', { bootId: '' }, false],
  ['one of another machine', { hostId: '000000fe', pid: 12 }, false],
  ['one of another thread', { threadId: 1 }, false],
  ['one that is open', {}, false],
])('of writers, %s is taken for what it is', (_, changes, isDead) => {
  const writer = tag(changes)
  expect(isWriterTag(writer)).toBe(true)
  expect(isDeadWriter(writer, here)).toBe(isDead)
  closeWriter(writer)
})

test('a writer of this thread is gone once it was closed', () => {
  const writer = tag({})
  closeWriter(writer)
  expect(isDeadWriter(writer, here)).toBe(true)
})

test('what is not named like a writer is nobody, and never gone', () => {
  expect(isWriterTag('notes')).toBe(false)
  expect(isDeadWriter('notes', here)).toBe(false)
})

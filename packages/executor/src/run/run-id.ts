import { randomBytes } from 'node:crypto'

/** An id for a new run, which is also the name of its folder: ids sort by time, and no file system objects to them. */
export function newRunId(now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/gu, '').replace('T', '-')
  return `${time}-${randomBytes(3).toString('hex')}`
}

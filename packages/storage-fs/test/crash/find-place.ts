import { Buffer } from 'node:buffer'
import { sep } from 'node:path'
import type { Inode } from './inode.ts'
import { type SystemCall, systemError } from './system-error.ts'

/** Where a path leads: a name in a directory, and what has that name. */
export interface Place {
  readonly directory: Inode
  readonly name: string
  readonly node: Inode | undefined
}

const maxLinks = 40

/**
 * Goes where a path leads, without following a symbolic link at its end. Symbolic links hold absolute paths.
 * @throws ENOENT, ENOTDIR or ELOOP when there is no such way; not when only the last name is missing.
 */
export function findPlace(root: Inode, path: string, call: SystemCall, links = 0): Place {
  let place: Place = { directory: root, name: '', node: root }
  for (const name of path.split(sep).filter(Boolean)) {
    const directory = enter(root, place, call, links)
    place = { directory, name, node: directory.entries.get(name) }
  }
  return place
}

/** Goes where a path leads, and on where symbolic links at its end lead. */
export function findTarget(root: Inode, path: string, call: SystemCall, links = 0): Inode {
  return follow(root, findPlace(root, path, call, links), call, links)
}

/** {@link findTarget} of a path to a directory. */
export function findDirectory(root: Inode, path: string, call: SystemCall): Inode {
  return enter(root, findPlace(root, path, call), call, 0)
}

function enter(root: Inode, place: Place, call: SystemCall, links: number): Inode {
  const target = follow(root, place, call, links)
  if (target.kind === 'file') throw systemError('ENOTDIR', call)
  return target
}

function follow(root: Inode, { node }: Place, call: SystemCall, links: number): Inode {
  if (node === undefined) throw systemError('ENOENT', call)
  if (node.kind !== 'symlink') return node
  if (links === maxLinks) throw systemError('ELOOP', call)
  return findTarget(root, Buffer.from(node.data).toString(), call, links + 1)
}

import type { FilePort } from '../../src/files/file-port.ts'
import { interceptedPort } from './intercepted-port.ts'
import { storageDir } from './world.ts'

type Mutation = (files: FilePort) => FilePort

/** Ways to break the protocol of a store below its feet. Whoever tests the store must notice each. */
export const mutations = {
  /** Names are never made durable. */
  dropDirectoryFlush: (files) =>
    interceptedPort(files, ({ method }, run) => (method === 'flushDirectory' ? undefined : run())),

  /** The names of new directories are never made durable. */
  dropFlushOfParents: (files) =>
    interceptedPort(files, ({ method, arguments: [path] }, run) =>
      method === 'flushDirectory' && storageDir.startsWith(String(path)) ? undefined : run(),
    ),

  /** The names of temporary files, and the commit points of batches among them, are never made durable. */
  dropFlushOfTemporaries: (files) =>
    interceptedPort(files, ({ method, arguments: [path] }, run) =>
      method === 'flushDirectory' && String(path).includes('.tmp') ? undefined : run(),
    ),

  /** Contents are never made durable. */
  dropFileFlush: (files) => interceptedPort(files, ({ method }, run) => (method === 'flush' ? undefined : run())),

  /** A temporary name goes as soon as the file has its final name, before anything is durable. */
  unlinkBeforeFlush: (files) =>
    interceptedPort(files, ({ method, arguments: [path] }, run) => {
      const result = run()
      if (method === 'link') files.unlink(String(path))
      return result
    }),

  /** A mark, which stands for the second name where there are no hard links, goes before the file of a version is created. */
  dropMarks: (files) =>
    interceptedPort(files, ({ method, arguments: [path] }, run) => {
      const result = run()
      if (method === 'create' && String(path).includes(';one')) files.unlink(String(path))
      return result
    }),

  /** A final name replaces what has it, instead of failing. */
  renameInsteadOfLink: (files) =>
    interceptedPort(files, ({ method, arguments: [from, to] }, run) =>
      method === 'link' ? files.rename(String(from), String(to)) : run(),
    ),
} satisfies Record<string, Mutation>

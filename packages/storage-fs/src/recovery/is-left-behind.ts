import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { LockError } from '../errors.ts'
import { listDirectory } from '../files/directories.ts'
import type { FilePort } from '../files/file-port.ts'
import type { Host } from '../layout/host.ts'
import type { StoreLayout } from '../layout/store-layout.ts'
import { isDeadWriter, isWriterTag } from '../layout/writer-tag.ts'
import { isItsTarget } from '../read/unacknowledged-files.ts'
import { parseTemporaryName } from '../save/temporary-files.ts'

const maxWaitMs = 30_000

/**
 * Tells whether a file was left by a writer that is gone. Of a mark, a living writer may have one for the file too, and then
 * it can be that one's: who it is shows at the end of that save, which is waited for.
 * @throws {@link LockError} when that save takes longer than 30 seconds.
 */
export async function isLeftBehind(
  file: Parameters<typeof isItsTarget>[1],
  options: { readonly files: FilePort; readonly layout: StoreLayout; readonly host: Host },
): Promise<boolean> {
  const startedAt = performance.now()
  while (isItsTarget(options.files, file)) {
    const other = file.kind === 'name' ? undefined : markOfLiving(file.target, options)
    // The other may have come and gone between the two looks.
    if (other === undefined) return isItsTarget(options.files, file)
    if (performance.now() - startedAt > maxWaitMs) {
      const why = `another process has been saving it for ${maxWaitMs / 1000} seconds (${other})`
      throw new LockError({ what: 'Cannot recover a file', path: file.target, why })
    }
    await wait(5)
  }
  return false
}

/** Claimed writers are dead, and whoever claimed them finds the same as we. */
function markOfLiving(
  target: string,
  { files, layout, host }: { readonly files: FilePort; readonly layout: StoreLayout; readonly host: Host },
): string | undefined {
  for (const writer of listDirectory(files, layout.temporary)) {
    if (!isWriterTag(writer) || isDeadWriter(writer, host)) continue
    const directory = join(layout.temporary, writer)
    for (const name of listDirectory(files, directory)) {
      const parsed = parseTemporaryName(name)
      if (parsed && parsed.kind !== 'name' && join(layout.root, parsed.target) === target) return join(directory, name)
    }
  }
  return undefined
}

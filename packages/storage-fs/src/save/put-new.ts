import { Buffer } from 'node:buffer'
import { isErrno } from '../files/is-errno.ts'
import { readFile } from '../files/read-file.ts'
import type { OpenStore } from '../open-store.ts'
import type { NewFile } from './commit-queue.ts'
import { isRefusedLink } from './hard-links.ts'

/**
 * Gives a whole file that is no save's another name, which is new; where there are no hard links, as a copy that is saved
 * like any other file. Only then it is flushed.
 * @param file with `isTaken` where the name may be taken otherwise; asked only when the file is copied.
 * @returns false, and changes nothing, when there is a file of that name.
 */
export async function putNew(
  store: OpenStore,
  { from, to, isTaken }: { readonly from: string; readonly to: string } & Pick<NewFile, 'isTaken'>,
): Promise<boolean> {
  const { files } = store
  try {
    files.link(from, to)
    return true
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false
    const { links, queue } = await store.openForWriting()
    if (!isRefusedLink(error) || links.areThere()) throw error
    const content = readFile(files, from)
    if (content === undefined) throw error
    const bytes = Buffer.from(content.bytes)
    return (await queue.create({ path: to, bytes, isCopy: true, ...(isTaken && { isTaken }) })) !== undefined
  }
}

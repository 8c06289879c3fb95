import { open } from 'node:fs/promises'

/** Makes the names in a folder durable. Windows has no such call, and keeps them in order itself. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  await using handle = await open(folder, 'r')
  await handle.sync()
}

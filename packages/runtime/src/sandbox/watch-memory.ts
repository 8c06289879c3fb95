import { readFileSync } from 'node:fs'

const intervalMs = 20
/** Linux counts in pages; all of its machines that Node runs on have pages of at least this size. */
const pageBytes = 4_096

/**
 * Watches how much memory a process holds in all, its heap and what lies outside: the second wall behind the limit of the heap.
 *
 * Works on Linux. Elsewhere nothing is watched, and only the limits of the heap and of time hold.
 *
 * @param onExcess Called once, when it is more than allowed.
 * @returns what ends the watch.
 */
export function watchMemory(
  pid: number | undefined,
  { maxMb, onExcess }: { readonly maxMb: number; readonly onExcess: () => void },
): () => void {
  if (process.platform !== 'linux' || pid === undefined) return () => {}
  const timer = setInterval(() => {
    if (readResidentBytes(pid) <= maxMb * 2 ** 20) return
    clearInterval(timer)
    onExcess()
  }, intervalMs)
  return () => clearInterval(timer)
}

/** @returns 0 when the process is gone. */
function readResidentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return 0
    throw error
  }
}

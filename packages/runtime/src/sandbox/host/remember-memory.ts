/** Half of the memory of a started interpreter is zero: clearing it takes less time than copying it. */
const blockBytes = 65_536

/**
 * Copies a memory, to put it back as often as needed. The memory may grow in between; what is behind its former end becomes zero.
 *
 * @param memory Its current view: growing replaces it.
 */
export function rememberMemory(memory: () => Int8Array): () => void {
  const saved = memory().slice()
  const ranges = findRanges(saved)
  return () => {
    const current = memory()
    for (const { start, end, isZero } of ranges) {
      if (isZero) current.fill(0, start, end)
      else current.set(saved.subarray(start, end), start)
    }
    current.fill(0, saved.byteLength)
  }
}

interface Range {
  readonly start: number
  end: number
  readonly isZero: boolean
}

function findRanges(bytes: Int8Array): Range[] {
  const ranges: Range[] = []
  for (let start = 0; start < bytes.byteLength; start += blockBytes) {
    const end = Math.min(start + blockBytes, bytes.byteLength)
    const isZero = bytes.subarray(start, end).every((byte) => byte === 0)
    const last = ranges.at(-1)
    if (last?.isZero === isZero) last.end = end
    else ranges.push({ start, end, isZero })
  }
  return ranges
}

/**
 * Puts version numbers in order. Nearly all are three plain numbers, which pack into one double that compares like the
 * version: 17 bits each. Only a list with another kind in it is compared by the rules of semver.
 */
import { bySemver } from '@autoopt/storage-core'
import { versionOfFileName } from './version-file-name.ts'

const limit = 2 ** 17

/** The versions whose files have these names, ascending; other names are passed over. */
export function versionsOfFileNames(names: readonly string[]): string[] {
  const versions: string[] = []
  const keys: number[] = []
  let isPlain = true
  for (const name of names) {
    const key = keyOfPlainName(name)
    const version = key === undefined ? versionOfFileName(name) : name.slice(0, -5)
    if (version === undefined) continue
    isPlain &&= key !== undefined
    versions.push(version)
    keys.push(key ?? 0)
  }
  return isPlain ? sortByKey(versions, keys) : versions.toSorted(bySemver)
}

function sortByKey(versions: readonly string[], keys: readonly number[]): string[] {
  // oxlint-disable-next-line unicorn/no-array-sort -- it is this function's own array
  const order = Uint32Array.from(versions.keys()).sort((left, right) => (keys[left] ?? 0) - (keys[right] ?? 0))
  return Array.from(order, (index) => versions[index] ?? '')
}

/** @returns undefined when the name is not `<number>.<number>.<number>.json` with small numbers. */
function keyOfPlainName(name: string): number | undefined {
  const end = name.length - 5
  if (!name.endsWith('.json')) return undefined
  let key = 0
  let number = -1
  let dots = 0
  for (let index = 0; index < end; index += 1) {
    const code = name.charCodeAt(index)
    if (code === 46) {
      if (number < 0) return undefined
      key = key * limit + number
      number = -1
      dots += 1
    } else if (code < 48 || code > 57 || number === 0) return undefined
    else if (number < 0) number = code - 48
    else number = number * 10 + code - 48
    if (number >= limit) return undefined
  }
  return dots === 2 && number >= 0 ? key * limit + number : undefined
}

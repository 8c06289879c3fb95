import { join } from 'node:path'
import { isLabel } from '@autoopt/storage-core'
import { labelsPath } from '../layout/store-layout.ts'

/** Names with which Windows does something else: devices, with whatever ending, and names that end in a dot. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|\.$/
const revisionName = /^([1-9]\d*)\.json$/

/** Where the revisions of a label of a prompt lie. */
export function labelDirectory(promptDirectory: string, label: string): string {
  return join(labelsPath(promptDirectory), reserved.test(label) ? `${label}~` : label)
}

/** The label whose directory has this name; undefined when no label's directory is called so. */
export function labelOfDirectory(name: string): string | undefined {
  const label = name.replace(/~$/, '')
  return isLabel(label) && reserved.test(label) === name.endsWith('~') ? label : undefined
}

/** The file of a revision in its label's directory. */
export function revisionPath(directory: string, revision: number): string {
  return join(directory, `${revision}.json`)
}

/** How many revisions the names in a label's directory are: those from 1 up to the first that is missing. */
export function countRevisions(names: readonly string[]): number {
  const numbers = new Set(names.map((name) => Number(revisionName.exec(name)?.[1])))
  let count = 0
  while (numbers.has(count + 1)) count += 1
  return count
}

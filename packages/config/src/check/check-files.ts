import type { ConfigProblem } from '../config-problem.ts'
import type { ConfigSource } from '../config-source.ts'
import type { ConfigPath } from '../load/config-path.ts'
import { field, list, text } from '../load/read-loosely.ts'

export interface FileCheck {
  readonly source: ConfigSource
  /** Whether there is a file at a path as it is written. */
  readonly isFile: (path: string) => boolean
}

/** Finds files of cases that are not there. */
export function checkCaseFiles(plan: unknown, check: FileCheck): ConfigProblem[] {
  return list(plan, 'datasets').flatMap((dataset, index) =>
    list(dataset, 'case_files').flatMap((file, position) =>
      checkFile(text(file, 'path'), ['datasets', index, 'case_files', position, 'path'], check),
    ),
  )
}

/** Finds files of templates that are not there, in patches without a `fallback_value`. */
export function checkTemplateFiles(patches: readonly unknown[], path: ConfigPath, check: FileCheck): ConfigProblem[] {
  return patches.flatMap((patch, index) => {
    const strategy = field(patch, 'strategy')
    if (field(strategy, 'fallback_value') !== undefined) return []
    return checkFile(text(field(strategy, 'template'), 'file'), [...path, index, 'strategy', 'template', 'file'], check)
  })
}

function checkFile(file: string | undefined, path: ConfigPath, { source, isFile }: FileCheck): ConfigProblem[] {
  if (file === undefined || isFile(file)) return []
  return [source.problemAt(path, { message: 'there is no such file', expected: 'a path relative to this file' })]
}

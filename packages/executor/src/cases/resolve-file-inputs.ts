import { resolve } from 'node:path'
import type { TestCase } from '@autoopt/config'
import { mapFileInputs } from './inputs/map-file-inputs.ts'

/**
 * The case as a target takes it: with absolute paths of the files that it uploads. Cases themselves keep the paths of the
 * plan, so that they are the same on every machine.
 */
export async function resolveFileInputs(testCase: TestCase, baseFolder: string): Promise<TestCase> {
  return mapFileInputs(testCase, async (file) => ({ ...file, path: resolve(baseFolder, file.path) }))
}

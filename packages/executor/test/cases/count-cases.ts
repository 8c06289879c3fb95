/**
 * Counts the cases of the file named first, and prints the number. With `keep` behind it, it also keeps them all. A program of its own, so that
 * its memory can be bounded.
 */
import { basename, dirname } from 'node:path'
import { datasetSchema, type TestCase } from '@autoopt/config'
import { TestCaseGenerator } from '../../src/cases/test-case-generator.ts'

const [file = '', keep] = process.argv.slice(2)
const dataset = datasetSchema.parse({ dataset_id: 'many', case_files: [{ path: basename(file) }] })
const kept: TestCase[] = []
let count = 0
for await (const testCase of new TestCaseGenerator({ baseFolder: dirname(file), seed: 0 }).generate(dataset)) {
  count += 1
  if (keep === 'keep') kept.push(testCase)
}
process.stdout.write(`${count} ${kept.length}`)

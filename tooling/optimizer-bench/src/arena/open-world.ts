import { type TestCase, testCaseSchema } from '@autoopt/config'
import type { World, WorldCase } from '@autoopt/simulator'
import type { OpenWorld } from '../contender.ts'

/** The part of a world that contenders may see: neither its truth nor its test cases. */
export function openWorld({ name, app, prompts, cases }: World): OpenWorld {
  return { name, app, prompts, train: cases.train.map(toTestCase), validation: cases.validation.map(toTestCase) }
}

function toTestCase({ case_id, inputs, expected_outputs, assertions }: WorldCase): TestCase {
  return testCaseSchema.parse({ case_id, inputs, expected_outputs, assertions })
}

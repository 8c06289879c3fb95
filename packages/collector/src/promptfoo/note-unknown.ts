import { note, placeAt, type PromptfooPlace } from './promptfoo-problem.ts'
import type { PromptfooTest } from './promptfoo-shapes.ts'

const ofTest = new Set(['description', 'vars', 'assert', 'metadata', 'options'])
const ofOptions = new Set(['disableDefaultAsserts', 'disableVarExpansion'])

/** Parts of a configuration that say how promptfoo runs tests, not what they are. */
const ofRunning = new Set([
  '$schema', 'description', 'prompts', 'providers', 'targets', 'outputPath', 'evaluateOptions', 'commandLineOptions', 'sharing',
  'env', 'tags', 'metadata', 'writeLatestResults', 'assertionTemplates', 'tests', 'scenarios', 'defaultTest',
]) // prettier-ignore

/** Notes what of a test is left out. */
export function noteUnknownOfTest(test: PromptfooTest, place: PromptfooPlace): void {
  for (const key of Object.keys(test)) {
    if (key === 'threshold')
      note(
        placeAt(place, key),
        'A case passes when each of its assertions does; a threshold of the whole test was left out.',
      )
    else if (!ofTest.has(key)) note(placeAt(place, key), `${key} of a test has no counterpart here and was left out.`)
  }
  for (const key of Object.keys(test.options ?? {})) {
    if (!ofOptions.has(key))
      note(placeAt(placeAt(place, 'options'), key), `The option ${key} has no counterpart here and was left out.`)
  }
}

/** Notes what of a configuration would change the tests or their scores, and is left out. What says how to run them is not of interest. */
export function noteUnknownOfConfig(config: Readonly<Record<string, unknown>>, place: PromptfooPlace): void {
  for (const key of Object.keys(config)) {
    if (!ofRunning.has(key)) note(placeAt(place, key), `${key} has no counterpart here and was left out.`)
  }
}

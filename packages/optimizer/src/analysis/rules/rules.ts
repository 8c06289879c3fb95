import type { Rule } from '../rule.ts'
import { answerLanguageDiffers } from './answer-language.ts'
import { personalData, secret } from './confidential.ts'
import { contradiction } from './contradiction.ts'
import { graphReferences } from './graph-references.ts'
import { manyInstructions } from './instruction-count.ts'
import { brokenJsonExample } from './json-examples.ts'
import { unbalancedMarkup } from './markup.ts'
import { systemNotFirst } from './message-order.ts'
import { negationLoad } from './negation-load.ts'
import {
  missingExamples,
  missingFallback,
  missingLimit,
  missingOutputFields,
  missingOutputFormat,
} from './output-contract.ts'
import { emptyPrompt, nothingToJudge } from './presence.ts'
import { duplicateSentence } from './repetition.ts'
import { schemaMismatch } from './schema.ts'
import { missingSections } from './sections.ts'
import { longSentence } from './sentence-length.ts'
import { lateTask, missingTask } from './task.ts'
import { unresolvedReference } from './unresolved-reference.ts'
import { unusedContext, unusedVariable } from './unused.ts'
import { injectionBoundary, undelimitedVariable, userTextInSystem } from './variables.ts'
import { fillerPhrase, vagueTerm } from './wording.ts'

/** Every rule, by dimension. */
export const rules: readonly Rule[] = [
  emptyPrompt,
  nothingToJudge,
  missingTask,
  lateTask,
  vagueTerm,
  unresolvedReference,
  contradiction,
  negationLoad,
  longSentence,
  missingSections,
  undelimitedVariable,
  unbalancedMarkup,
  userTextInSystem,
  systemNotFirst,
  missingOutputFormat,
  missingOutputFields,
  missingLimit,
  missingFallback,
  missingExamples,
  brokenJsonExample,
  schemaMismatch,
  fillerPhrase,
  duplicateSentence,
  manyInstructions,
  unusedContext,
  unusedVariable,
  injectionBoundary,
  secret,
  personalData,
  ...graphReferences,
  answerLanguageDiffers,
]

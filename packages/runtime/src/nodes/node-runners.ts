import { runAnswer } from './answer.ts'
import { runAssigner } from './assigner.ts'
import { runBasicApp } from './basic-app/basic-app.ts'
import { runCode } from './code.ts'
import { runDocumentExtractor } from './document-extractor.ts'
import { runEnd } from './end.ts'
import { runHttpRequest } from './http-request/http-request.ts'
import { runIfElse } from './if-else.ts'
import { runIteration } from './iteration.ts'
import { runListOperator } from './list-operator.ts'
import { runLlm } from './llm/llm.ts'
import { runLoop } from './loop.ts'
import type { NodeRunner } from './node-runner.ts'
import { runParameterExtractor } from './parameter-extractor/parameter-extractor.ts'
import { runPass } from './pass.ts'
import { runQuestionClassifier } from './question-classifier/question-classifier.ts'
import { runStart } from './start.ts'
import { runTemplateTransform } from './template-transform.ts'
import { runVariableAggregator } from './variable-aggregator.ts'

/** Every type of node that runs here. What is missing runs from recorded outputs. */
export const nodeRunners: Readonly<Record<string, NodeRunner>> = {
  answer: runAnswer,
  assigner: runAssigner,
  chat: runBasicApp,
  code: runCode,
  completion: runBasicApp,
  'document-extractor': runDocumentExtractor,
  end: runEnd,
  'http-request': runHttpRequest,
  'if-else': runIfElse,
  iteration: runIteration,
  'iteration-start': runPass,
  'list-operator': runListOperator,
  llm: runLlm,
  loop: runLoop,
  'loop-end': runPass,
  'loop-start': runPass,
  'parameter-extractor': runParameterExtractor,
  'question-classifier': runQuestionClassifier,
  start: runStart,
  'template-transform': runTemplateTransform,
  'variable-aggregator': runVariableAggregator,
  'variable-assigner': runVariableAggregator,
}

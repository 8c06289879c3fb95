import type { LanguageModelV4CallOptions } from '@ai-sdk/provider'
import { isRecord, recordOf } from '../../app/untyped.ts'
import type { UntypedRecord } from '../../app/untyped.ts'
import { NodeError } from '../../errors.ts'
import { repairJson } from '../../json/repair-json.ts'
import { textMessage } from '../../models/prompt-message.ts'
import type { PromptMessage } from '../../models/prompt-message.ts'
import { isDict } from '../../values/python-compare.ts'
import { isList } from '../../values/python-text.ts'
import type { Value } from '../../values/value.ts'
import type { ResolvedModel, RuntimeNode } from '../node-runner.ts'

/**
 * The schema that the answer must follow; `undefined` when the node asks for text.
 *
 * @throws {@link NodeError} when structured output is on and has no schema.
 */
export function readStructure({ data }: RuntimeNode): UntypedRecord | undefined {
  if (data['structured_output_enabled'] !== true || !isRecord(data['structured_output'])) return undefined
  const schema = recordOf(data['structured_output'])['schema']
  if (isRecord(schema) && Object.keys(schema).length > 0) return schema
  throw new NodeError('Please provide a valid structured output schema', { type: 'LLMNodeError' })
}

export interface StructuredCall {
  readonly messages: readonly PromptMessage[]
  readonly options?: Pick<LanguageModelV4CallOptions, 'responseFormat'>
}

/** Asks for the structure: of the server where the model can do so, else in the prompt. */
export function askForStructure(
  schema: UntypedRecord,
  messages: readonly PromptMessage[],
  { features }: ResolvedModel,
): StructuredCall {
  if (features === undefined || features.includes('structured-output')) {
    return { messages, options: { responseFormat: { type: 'json', schema } } }
  }
  const demand = `Answer with one JSON object that follows the JSON schema below. Write nothing else: no explanation, no Markdown fence.\n\n${JSON.stringify(schema)}`
  const [first, ...rest] = messages
  return first?.role === 'system'
    ? { messages: [{ ...first, parts: [{ kind: 'text', text: `${demand}\n\n` }, ...first.parts] }, ...rest] }
    : { messages: [textMessage('system', demand), ...messages] }
}

/**
 * Reads the structure out of an answer.
 *
 * @throws {@link NodeError} when there is no object in it.
 */
export function parseStructure(answer: string): Value {
  const value = repairJson(answer)
  if (value !== undefined && isDict(value)) return value
  if (value !== undefined && isList(value)) return value.find((item) => isDict(item)) ?? {}
  throw new NodeError(`Failed to parse structured output: ${answer}`, { type: 'LLMNodeError' })
}

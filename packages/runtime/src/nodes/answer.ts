import { textOf } from '../app/untyped.ts'
import { FileValue } from '../values/file-value.ts'
import { isList } from '../values/python-text.ts'
import type { Value } from '../values/value.ts'
import { parseTemplate, renderTemplate } from '../variables/render-template.ts'
import type { NodeRunner } from './node-runner.ts'

/** Renders the answer of a chat. What the user reads is streamed apart from it, and may be shorter. */
export const runAnswer: NodeRunner = ({ data }, { variables, dify }) => {
  const template = textOf(data['answer']) ?? ''
  const files = parseTemplate(template).flatMap((part) =>
    typeof part === 'string' ? [] : filesIn(variables.get(part) ?? null),
  )
  return { outputs: { answer: renderTemplate(template, { variables, dify, form: 'markdown' }), files } }
}

function filesIn(value: Value): readonly FileValue[] {
  if (value instanceof FileValue) return [value]
  return isList(value) ? value.filter((item) => item instanceof FileValue) : []
}

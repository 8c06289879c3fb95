import { isRecord, listOf, recordOf, textOf } from '../../app/untyped.ts'
import type { RuntimeNode } from '../node-runner.ts'

/** One message of a prompt as the file has it. */
export interface PromptTemplate {
  readonly role: 'system' | 'user' | 'assistant'
  readonly text: string
  readonly isJinja: boolean
}

/** The messages of a prompt; of a completion prompt, its only text. */
export function readPromptTemplates({ data }: RuntimeNode): PromptTemplate[] {
  const prompt = data['prompt_template']
  return isRecord(prompt) ? [readTemplate(prompt)] : listOf(prompt).map((item) => readTemplate(recordOf(item)))
}

function readTemplate(message: Readonly<Record<string, unknown>>): PromptTemplate {
  const { role, edition_type } = message
  const isJinja = edition_type === 'jinja2'
  const text = isJinja ? (textOf(message['jinja2_text']) ?? '') : (textOf(message['text']) ?? '')
  return { role: role === 'system' || role === 'assistant' ? role : 'user', text, isJinja }
}

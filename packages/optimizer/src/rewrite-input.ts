import type { PromptRole, TemplateSyntax } from '@autoopt/dsl'
import type { Prompt } from '@autoopt/storage-core'
import { readPromptContext } from './analysis/prompt-context.ts'
import type { PromptInput } from './rewrite/prompt-draft.ts'

const roles: readonly PromptRole[] = ['system', 'user', 'assistant', 'completion', 'instruction', 'query']

/** What the engine needs to know of an extracted prompt. */
export function rewriteInput(prompt: Prompt): PromptInput {
  const { syntax, output_schema, class_names, user_variables, siblings, fallback } = readPromptContext(prompt.context)
  const role = roles.find((name) => name === prompt.role)
  return {
    id: prompt.id,
    text: prompt.text,
    syntax,
    ...(role === undefined ? {} : { role }),
    context: {
      output_schema,
      class_names,
      siblings: siblings.map((sibling) => sibling.text),
      user_variables: user_variables.map((name) => writeReference(name, syntax)),
      ...(fallback === null ? {} : { fallback }),
    },
  }
}

function writeReference(name: string, syntax: TemplateSyntax): string {
  return syntax === 'workflow' ? `{{#${name}#}}` : `{{${name}}}`
}

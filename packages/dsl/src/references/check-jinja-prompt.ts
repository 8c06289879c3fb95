import type { PromptSlot } from '../prompt-slot.ts'
import { fieldOf, listOf, textOf } from '../source/untyped.ts'
import { checkSelector } from './check-selector.ts'
import { blankLiteralJinja, findJinjaLocals, findJinjaPrints } from './jinja-text.ts'
import type { ReferenceScope } from './reference-scope.ts'
import type { TextFinding } from './text-finding.ts'

/** Looks at what a Jinja2 prompt prints. Names inside statements and filters are not looked at. */
export function checkJinjaPrompt(prompt: PromptSlot, scope: ReferenceScope): TextFinding[] {
  const reader = scope.nodes.get(prompt.node_id)
  if (reader === undefined) return []
  const declared = jinjaSelectors(reader.data)
  const locals = findJinjaLocals(prompt.text)
  const printed = findJinjaPrints(prompt.text).flatMap(({ name, text, offset }): TextFinding[] => {
    const selector = declared.get(name)
    if (selector === undefined) {
      return locals.has(name) || globals.has(name) ? [] : [{ ...undeclared(name), reference: text, offset }]
    }
    const problem = checkSelector(selector, reader, scope)
    return problem === undefined ? [] : [{ ...problem, reference: text, offset }]
  })
  return [...findWorkflowReferences(prompt.text), ...printed]
}

/** The variables that a node hands to its Jinja2 prompts, with what they read. */
export function jinjaSelectors(data: unknown): Map<string, string[]> {
  const variables = listOf(fieldOf(data, 'prompt_config', 'jinja2_variables'))
  return new Map(
    variables.flatMap((item) => {
      const name = textOf(fieldOf(item, 'variable'))
      const selector = listOf(fieldOf(item, 'value_selector')).filter((step) => typeof step === 'string')
      return name === undefined ? [] : [[name, selector]]
    }),
  )
}

const globals = new Set('range dict lipsum cycler joiner namespace true false none True False None not'.split(' '))

function undeclared(name: string): Pick<TextFinding, 'rule' | 'severity' | 'message'> {
  return {
    rule: 'unknown-variable',
    severity: 'warning',
    message: `The node hands no variable ${name} to its Jinja2 prompts, so nothing is printed. Add it to the node's variables.`,
  }
}

function findWorkflowReferences(text: string): TextFinding[] {
  return [...blankLiteralJinja(text).matchAll(/\{\{#[^#{}\n]{1,300}#\}\}/g)].map(({ 0: reference, index }) => ({
    rule: 'workflow-reference-in-jinja2',
    severity: 'error',
    message: 'In Jinja2 this is a syntax error. Add a Jinja2 variable to the node and print that: {{ name }}.',
    reference,
    offset: index,
  }))
}

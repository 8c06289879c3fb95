import type { PromptSlot } from '../prompt-slot.ts'
import type { AppNode } from '../graph/app-node.ts'
import { fieldOf } from '../source/untyped.ts'
import { checkSelector } from './check-selector.ts'
import type { ReferenceScope } from './reference-scope.ts'
import type { TextFinding } from './text-finding.ts'

/** Looks at every reference of a prompt that Dify's workflow engine expands, and at those that it overlooks. */
export function checkWorkflowPrompt(prompt: PromptSlot, scope: ReferenceScope): TextFinding[] {
  const reader = scope.nodes.get(prompt.node_id)
  if (reader === undefined) return []
  const read = prompt.references.flatMap(({ text, selector, offset }) => {
    const problem =
      selector.length === 1 ? checkSpecial(selector[0], prompt, reader) : checkSelector(selector, reader, scope)
    return problem === undefined ? [] : [{ ...problem, reference: text, offset }]
  })
  const expanded = new Set(prompt.references.map(({ offset }) => offset))
  return [...read, ...findIgnored(prompt.text, scope).filter(({ offset }) => !expanded.has(offset))]
}

/** `{{#context#}}` and its like are replaced in some prompts only; elsewhere the model sees them as written. */
function checkSpecial(name: string | undefined, prompt: PromptSlot, reader: AppNode): Problem | undefined {
  const isLlm = reader.type === 'llm' && prompt.slot !== 'memory_query'
  if (name === 'context' && isLlm && fieldOf(reader.data, 'context', 'enabled') === true) return undefined
  if (name === 'histories' && isLlm && prompt.role === 'completion') return undefined
  return ignored(specialReasons.get(name ?? '') ?? '')
}

const specialReasons = new Map([
  ['context', 'The context of an LLM node fills {{#context#}}, and this node has none switched on.'],
  ['histories', 'Only prompts of completion models have {{#histories#}}.'],
  ['query', 'Workflows have no {{#query#}}; in chatflows the question is {{#sys.query#}}.'],
])

const hashed = /\{\{\s*#([^#{}\n]{1,300})#\s*\}\}/g
const bare = /\{\{([^#{}\n]{1,300})\}\}/g

function findIgnored(text: string, scope: ReferenceScope): TextFinding[] {
  const withHashes = [...text.matchAll(hashed)].flatMap(({ 0: reference, 1: inner = '', index }) => [
    { ...ignored(whyIgnored(reference, inner)), reference, offset: index },
  ])
  const withoutHashes = [...text.matchAll(bare)].flatMap(({ 0: reference, 1: inner = '', index }) =>
    namesVariable(inner.trim(), scope) ? [{ ...ignored(bareReason), reference, offset: index }] : [],
  )
  return [...withHashes, ...withoutHashes]
}

const bareReason = 'Workflows expand {{#node.variable#}} only; without the hashes it is plain text.'

function whyIgnored(reference: string, inner: string): string {
  const [node = '', ...names] = inner.split('.')
  if (/\s/.test(reference)) return 'There must be no blanks inside the braces.'
  if (names.length === 0) return 'A reference needs a node id, a dot and a variable name.'
  if (!/^\w*$/.test(node)) return 'A node id in a reference may hold ASCII letters, digits and underscores only.'
  if (node.length > 50) return 'A node id in a reference may have at most 50 characters.'
  if (names.length > 10) return 'A reference may go at most 10 names deep.'
  if (names.some((name) => !/^[a-zA-Z_]\w*$/.test(name))) {
    return 'A variable name in a reference must be ASCII letters, digits and underscores, not beginning with a digit.'
  }
  return 'A variable name in a reference may have at most 30 characters.'
}

/** Whether text without hashes names what the file has: an input of the start node, or a variable of a node. */
function namesVariable(inner: string, { inputs, nodes }: ReferenceScope): boolean {
  return inputs.has(inner) || (inner.includes('.') && nodes.has(inner.slice(0, inner.indexOf('.'))))
}

type Problem = Pick<TextFinding, 'rule' | 'severity' | 'message'>

function ignored(reason: string): Problem {
  return {
    rule: 'ignored-reference',
    severity: 'warning',
    message: `Dify does not see this as a reference, so the model gets it as written. ${reason}`,
  }
}

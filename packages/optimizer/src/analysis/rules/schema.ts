import type { TextSpan } from '../finding.ts'
import { isRecord, type PromptContext } from '../prompt-context.ts'
import type { PromptView } from '../prompt-view.ts'
import type { Notice, Rule } from '../rule.ts'
import { withoutOverlaps } from '../spans.ts'

/** The prompt, the node's structured output and the nodes that read it disagree about the fields of the answer. */
export const schemaMismatch: Rule = {
  name: 'schema-mismatch',
  dimension: 'specificity',
  evidence: 'A',
  reason: 'The schema wins or the node fails; either way a field that somebody counts on is not there.',
  maxCost: 100,
  check(view) {
    if (view.kind === 'empty' || view.kind === 'data') return []
    const schema = view.context.output_schema
    if (schema === null) return view.kind === 'lead' ? readsWithoutSchema(view) : []
    return [...unknownKeys(view, schema), ...otherFormats(view), ...unknownReads(view, schema)]
  },
}

/** Keys of a JSON template in the prompt that the schema does not have. */
function unknownKeys(view: PromptView, schema: Record<string, unknown>): Notice[] {
  const known = propertyNames(schema)
  if (known.size === 0) return []
  const templates = view.protectedSpans.filter(
    (span) => span.kind === 'data' || span.kind === 'code' || span.kind === 'example',
  )
  const keys = withoutOverlaps(templates.flatMap((template) => keysIn(view.text, template)))
  const unknown = keys.filter((key) => !known.has(key.name))
  const [first] = unknown
  const isAnswerTemplate = unknown.length < keys.length || unknown.some((key) => followsFormatCue(view, key))
  if (first === undefined || !isAnswerTemplate) return []
  const names = [...new Set(unknown.map((key) => key.name))]
  return [
    {
      severity: 'error',
      message: `The prompt shows ${quoteAll(names)}, which the node's output schema does not have.`,
      fix: `Use the schema's fields (${quoteAll([...known])}) in the prompt, or add the missing ones to the schema.`,
      span: { start: first.start, end: first.end },
      cost: 50,
    },
  ]
}

interface Key extends TextSpan {
  readonly name: string
}

function keysIn(text: string, { start, end }: TextSpan): Key[] {
  const pattern = /"(?<name>[\p{L}_][\p{L}\p{N}_-]{0,60})"\s{0,3}:/gu
  return Array.from(text.slice(start, end).matchAll(pattern), (match) => ({
    name: match.groups?.['name'] ?? '',
    start: start + match.index,
    end: start + match.index + match[0].length,
  }))
}

function propertyNames(schema: Record<string, unknown>): Set<string> {
  const names = new Set<string>()
  const pending: unknown[] = [schema]
  while (pending.length > 0) {
    const value = pending.pop()
    if (Array.isArray(value)) pending.push(...(value as unknown[]))
    if (!isRecord(value)) continue
    const { properties } = value
    if (isRecord(properties)) for (const name of Object.keys(properties)) names.add(name)
    for (const item of Object.values(value)) pending.push(item)
  }
  return names
}

const formatCue = /output|return|respond|reply|answer|format|输出|返回|回复|格式|出力|形式/i

function followsFormatCue(view: PromptView, { start }: TextSpan): boolean {
  return formatCue.test(view.text.slice(Math.max(0, start - 100), start))
}

const otherFormat =
  /(?:output|return|respond|reply|answer)[^.\n]{0,30}\b(?:in|as|with)\b[^.\n]{0,12}\b(?:xml|csv|yaml|plain text)\b|(?:输出|返回|以)[^。\n]{0,8}(?:XML|CSV|YAML|纯文本)/giu

function otherFormats(view: PromptView): Notice[] {
  return Array.from(view.wording.matchAll(otherFormat), (match) => ({
    severity: 'error',
    message: 'The prompt asks for another form than the JSON of the node’s output schema.',
    fix: 'Leave the form of the answer to the schema, or turn structured output off.',
    span: { start: match.index, end: match.index + match[0].length },
    cost: 50,
  }))
}

/** Fields that later nodes read and the schema does not have. */
function unknownReads(view: PromptView, schema: Record<string, unknown>): Notice[] {
  const properties = schema['properties']
  if (view.kind !== 'lead' || !isRecord(properties)) return []
  const missing = structuredReads(view.context).flatMap(([field]) =>
    field === undefined || field in properties ? [] : [field],
  )
  if (missing.length === 0) return []
  return [
    {
      severity: 'error',
      message: `Later nodes read ${quoteAll(missing)} of the structured output, which its schema does not have.`,
      fix: `Add ${quoteAll(missing)} to the schema, or read another field.`,
      span: null,
      cost: 50,
    },
  ]
}

function readsWithoutSchema(view: PromptView): Notice[] {
  if (view.nodeType !== 'llm' || structuredReads(view.context).length === 0) return []
  return [
    {
      severity: 'error',
      message: 'Later nodes read the structured output of this node, which is turned off.',
      fix: 'Turn structured output on, or read the text.',
      span: null,
      cost: 50,
    },
  ]
}

function structuredReads(context: PromptContext): (readonly string[])[] {
  return context.output_readers.filter(({ path }) => path[0] === 'structured_output').map(({ path }) => path.slice(1))
}

const maxNamed = 6

function quoteAll(names: readonly string[]): string {
  const shown = names
    .slice(0, maxNamed)
    .map((name) => `“${name}”`)
    .join(', ')
  return names.length > maxNamed ? `${shown} and ${names.length - maxNamed} more` : shown
}

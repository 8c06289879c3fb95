import { type JsonValue, nearestName } from '@autoopt/config'
import { CaseTemplateError } from '../errors.ts'

export interface TemplateNames {
  /** The value of a name; `undefined` when there is none of it. */
  readonly valueOf: (name: string) => JsonValue | undefined
  readonly known: readonly string[]
  /** Where the template stands, for messages. */
  readonly where: string
}

/**
 * A copy of a value in which `{{name}}` of every text is replaced. A text that is one name and nothing else becomes the
 * value itself, a number stays a number; inside a longer text, what is no text is written as JSON. `\{{` is two braces.
 *
 * @throws {@link CaseTemplateError} for a name that is not there.
 */
export function renderTexts(value: unknown, names: TemplateNames): unknown {
  if (typeof value === 'string') return renderText(value, names)
  if (Array.isArray(value)) return value.map((item) => renderTexts(item, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renderTexts(item, names)]))
}

const placeholder = /\\\{\{|\{\{\s*([\p{L}_][\p{L}\p{N}_-]*)\s*\}\}/gu
const onlyPlaceholder = /^\{\{\s*([\p{L}_][\p{L}\p{N}_-]*)\s*\}\}$/u

function renderText(text: string, names: TemplateNames): unknown {
  const only = onlyPlaceholder.exec(text)?.[1]
  if (only !== undefined) return lookUp(only, names)
  return text.replaceAll(placeholder, (_, name: string | undefined) => {
    if (name === undefined) return '{{'
    const value = lookUp(name, names)
    return typeof value === 'string' ? value : JSON.stringify(value)
  })
}

function lookUp(name: string, { valueOf, known, where }: TemplateNames): JsonValue {
  const value = valueOf(name)
  if (value !== undefined) return value
  const nearest = nearestName(name, known)
  const meant = nearest === undefined ? '' : ` Did you mean {{${nearest}}}?`
  throw new CaseTemplateError(
    `${where} names {{${name}}}, which is no parameter.${meant} There are ${known.join(', ')}. Write \\{{ for braces that stay.`,
    { where, name, ...(nearest !== undefined && { nearest }) },
  )
}

/** How a value becomes text inside a template. */
import { FileValue } from './file-value.ts'
import { pythonJson } from './python-json.ts'
import { isList, pythonText } from './python-text.ts'
import { segmentType } from './segment-type.ts'
import type { DifyVersion, Value } from './value.ts'

/** The form for prompts, requests and conditions. */
export function renderText(value: Value, dify: DifyVersion): string {
  if (typeof value === 'string') return value
  if (value === null || value instanceof FileValue) return ''
  if (isList(value)) return renderList(value, dify)
  return isObject(value) ? pythonJson(value) : pythonText(value)
}

/** The form for answers: lists as bullet points, files as links. */
export function renderMarkdown(value: Value, dify: DifyVersion): string {
  if (value instanceof FileValue) return linkTo(value)
  if (isList(value)) {
    if (segmentType(value) === 'array[file]') return value.map((item) => renderMarkdown(item, dify)).join('\n')
    return value.map((item) => `- ${pythonText(item)}`).join('\n')
  }
  return isObject(value) ? pythonJson(value, { indent: 2 }) : renderText(value, dify)
}

function renderList(value: readonly Value[], dify: DifyVersion): string {
  if (value.length === 0) return dify === '0.15' ? '[]' : ''
  const type = segmentType(value)
  if (type === 'array[file]') return ''
  return type === 'array[string]' ? pythonJson(value, { ensureAscii: dify === '0.15' }) : pythonText(value)
}

function linkTo({ facts }: FileValue): string {
  const url = facts.remote_url ?? facts.related_id ?? ''
  return facts.type === 'image' ? `![${facts.name}](${url})` : `[${facts.name || url}](${url})`
}

function isObject(value: Value): value is { readonly [key: string]: Value } {
  return segmentType(value) === 'object'
}

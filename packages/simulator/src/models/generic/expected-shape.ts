import type { Json } from '../../chat/chat-request.ts'
import { findJsonShapes } from './read-json-shape.ts'

/** The example or the schema of the JSON that a prompt asks for. @returns undefined when it asks for none. */
export function expectedShape(prompt: string): Json | undefined {
  const asked = prompt.replaceAll(ban, ' ')
  if (!/json|schema/i.test(asked)) return undefined
  const shapes = findJsonShapes(asked)
  const introduced = shapes.filter(({ start }) => introduction.test(asked.slice(Math.max(0, start - 160), start)))
  const shape = introduced.at(-1) ?? shapes[0]
  if (shape !== undefined) return shape.value
  if (!demand.test(asked)) return undefined
  const names = namesIn(asked)
  return names.length > 0 ? Object.fromEntries(names.map((name) => [name, ''])) : { result: '' }
}

const introduction = /json|format|output|schema|return|respond|structure|格式|输出|返回|结构|如下/i
const demand =
  /\b(?:return|output|respond|reply|answer|produce|generate|give|provide)\b[^.\n]{0,60}\bjson\b|\bjson\b[^.\n]{0,20}\b(?:format|object|array|only)\b|(?:输出|返回|生成|给出|以|用|按|为|で)[^。\n]{0,20}json|json\s*(?:格式|对象|数组|形式|で)/i

/** Where JSON is named to say that it is not wanted. */
const ban = /(?:不要?|勿|别|\bdo not\b|\bdon't\b|\bnever\b|\bwithout\b|\bnot\b)[^。，,.\n]{0,12}json[^。，,.\n`]{0,6}/gi

/** Quoted names in front of a colon, else all that are quoted where the prompt speaks of fields. */
function namesIn(prompt: string): string[] {
  const quoted = (tail: string): string[] => {
    const pattern = new RegExp(String.raw`["'“‘\`]([^"'“”‘’\`\s,，:：]{1,30})["'”’\`]${tail}`, 'g')
    return Array.from(new Set(Array.from(prompt.matchAll(pattern), ([, name = '']) => name))).slice(0, mostNames)
  }
  const named = quoted(String.raw`\s*[:：(（]`)
  return named.length > 0 || !/字段|\bfields?\b|\bkeys?\b/i.test(prompt) ? named : quoted('')
}

const mostNames = 40

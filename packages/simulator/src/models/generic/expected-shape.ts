import type { Json } from '../../chat/chat-request.ts'
import { findJsonShapes } from './read-json-shape.ts'

/** The example or the schema of the JSON that a prompt asks for. @returns undefined when it asks for none. */
export function expectedShape(prompt: string): Json | undefined {
  if (!/json|schema/i.test(prompt)) return undefined
  const shapes = findJsonShapes(prompt)
  const introduced = shapes.filter(({ start }) => introduction.test(prompt.slice(Math.max(0, start - 160), start)))
  const shape = introduced.at(-1) ?? shapes[0]
  if (shape !== undefined) return shape.value
  if (!demand.test(prompt)) return undefined
  const keys = Array.from(prompt.matchAll(/["“`]([A-Za-z_]\w{1,40})["”`]\s*[:：(（]/g), ([, name = '']) => name)
  return keys.length > 0 ? Object.fromEntries(keys.map((name) => [name, ''])) : { result: '' }
}

const introduction = /json|format|output|schema|return|respond|structure|格式|输出|返回|结构|如下/i
const demand =
  /\b(?:return|output|respond|reply|answer|produce|generate|give|provide)\b[^.\n]{0,60}\bjson\b|\bjson\b[^.\n]{0,20}\b(?:format|object|array|only)\b|(?:输出|返回|生成|给出|以|用|按|为)[^。\n]{0,20}json|json\s*(?:格式|对象|数组)/i

import type { Json } from '../../chat/chat-request.ts'
import { phraseOf, type Topic } from './topic.ts'

/** A value like an example: the same keys, texts about the topic, numbers near the example's. */
export function sampleShape(shape: Json, topic: Topic, path = ''): Json {
  if (Array.isArray(shape)) return sampleList(shape, topic, path)
  if (typeof shape === 'object' && shape !== null)
    return Object.fromEntries(
      Object.entries(shape).map(([key, value]) => [key, sampleShape(value, topic, `${path}/${key}`)]),
    )
  if (typeof shape === 'boolean') return topic.draw('boolean', path) < 0.5
  if (typeof shape === 'number') return shape
  return typeof shape === 'string' ? sampleText(shape, topic, path) : shape
}

/** Addresses stay addresses; numbers in quotes and words that look like one of a few fixed ones stay as they are. */
function sampleText(text: string, topic: Topic, path: string): string {
  if (/^https?:|(?:url|link|href)$/i.test(text) || /(?:url|link|href)$/i.test(path))
    return 'https://example.com/simulated'
  const isFixed = /^\d[\d\s.:/%-]*$|^[a-z][a-z_-]{1,20}$/.test(text) && !placeholder.test(text)
  return isFixed ? text : (optionOf(text, topic, path) ?? phraseOf(topic, path))
}

const placeholder = /^(?:string|text|value|content|name|title|description|reason|your|key)/

function sampleList(items: readonly Json[], topic: Topic, path: string): Json {
  const [first = ''] = items
  return Array.from({ length: Math.min(Math.max(items.length, 2), 4) }, (_, index) =>
    sampleShape(items[index] ?? first, topic, `${path}/${index}`),
  )
}

/** One of the options of a text such as `high | medium | low` or `是/否`. */
function optionOf(text: string, topic: Topic, path: string): string | undefined {
  const options = text.split(/\s*[|｜/／]\s*/).filter(Boolean)
  if (options.length < 2 || options.some((option) => option.length > 20)) return undefined
  return options[Math.floor(topic.draw('option', path) * options.length)]
}

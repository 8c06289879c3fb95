import type { Json } from '../../chat/chat-request.ts'
import { phraseOf, type Topic } from './topic.ts'

/** A value that fits a JSON Schema, about the topic. Patterns and conditional keywords are not followed. */
export function sampleSchema(schema: Json, topic: Topic): Json {
  return sample(schema, { topic, root: schema, path: '', depth: 0, budget: { values: mostValues } })
}

interface Place {
  readonly topic: Topic
  readonly root: Json
  /** Where in the value this is; the last name says what the text is for. */
  readonly path: string
  readonly depth: number
  /** Values that there may still be, all in all. */
  readonly budget: { values: number }
}

// Sizes beyond these are not asked for in earnest.
const mostDepth = 12
const mostValues = 5000
const mostItems = 100
const mostCharacters = 10_000

type Keywords = { readonly [key: string]: Json }

function sample(schema: Json, place: Place): Json {
  const keywords = resolve(schema, place.root)
  // A schema may contain itself without an end.
  if (place.depth > mostDepth || (place.budget.values -= 1) < 0) return null
  const { draw } = place.topic
  if (keywords['const'] !== undefined) return keywords['const']
  const options = keywords['enum']
  if (isList(options)) return options[Math.floor(draw('enum', place.path) * options.length)] ?? null
  const alternatives = keywords['anyOf'] ?? keywords['oneOf']
  if (isList(alternatives))
    return sample(pickAlternative(alternatives, place.root), { ...place, depth: place.depth + 1 })
  switch (typeOf(keywords)) {
    case 'object':
      return sampleObject(keywords, place)
    case 'array':
      return sampleArray(keywords, place)
    case 'integer':
      return Math.round(sampleNumber(keywords, place))
    case 'number':
      return Math.round(sampleNumber(keywords, place) * 10) / 10
    case 'boolean':
      return draw('boolean', place.path) < 0.5
    case 'null':
      return null
    default:
      return sampleString(keywords, place)
  }
}

/** The first that is more than null. */
function pickAlternative(alternatives: readonly Json[], root: Json): Json {
  return alternatives.find((one) => resolve(one, root)['type'] !== 'null') ?? null
}

function resolve(schema: Json, root: Json): Keywords {
  if (!isObject(schema)) return {}
  const reference = schema['$ref']
  if (typeof reference === 'string' && reference.startsWith('#/')) {
    const target = reference
      .slice(2)
      .split('/')
      .reduce<Json | undefined>((value, name) => (isObject(value) ? value[name] : undefined), root)
    return isObject(target) ? target : {}
  }
  const parts = schema['allOf']
  if (!isList(parts)) return schema
  return Object.assign({}, schema, ...parts.map((part) => resolve(part, root))) as Keywords
}

function typeOf(keywords: Keywords): string {
  const type = keywords['type']
  const wanted = isList(type) ? type.find((one) => one !== 'null') : type
  if (typeof wanted === 'string') return wanted
  if (keywords['properties'] !== undefined) return 'object'
  return keywords['items'] === undefined ? 'string' : 'array'
}

function sampleObject(keywords: Keywords, place: Place): Json {
  const properties = keywords['properties']
  if (!isObject(properties)) return {}
  const required = keywords['required']
  // A schema may contain itself: deep down, only what must be there is.
  const isWanted = (name: string): boolean => place.depth < 4 || (isList(required) && required.includes(name))
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => isWanted(name))
      .map(([name, value]) => [
        name,
        sample(value, { ...place, path: `${place.path}/${name}`, depth: place.depth + 1 }),
      ]),
  )
}

function sampleArray(keywords: Keywords, place: Place): Json {
  const [least, most] = [numberOr(keywords['minItems'], 0), numberOr(keywords['maxItems'], Infinity)]
  const count = Math.min(Math.max(least, place.depth < 4 ? 2 : 0), most, mostItems)
  return Array.from({ length: count }, (_, index) =>
    sample(keywords['items'] ?? {}, { ...place, path: `${place.path}/${index}`, depth: place.depth + 1 }),
  )
}

function sampleNumber(keywords: Keywords, place: Place): number {
  const least = numberOr(keywords['minimum'] ?? keywords['exclusiveMinimum'], 1)
  const most = numberOr(keywords['maximum'] ?? keywords['exclusiveMaximum'], Math.max(least, 0) + 9)
  return least + place.topic.draw('number', place.path) * (most - least)
}

function sampleString(keywords: Keywords, { topic, path }: Place): string {
  const format = keywords['format']
  const fixed = typeof format === 'string' ? formats[format] : undefined
  if (fixed !== undefined) return fixed
  const text = phraseOf(topic, path)
  const [least, most] = [numberOr(keywords['minLength'], 0), numberOr(keywords['maxLength'], Infinity)]
  return text.padEnd(Math.min(least, mostCharacters), '.').slice(0, Math.max(0, most))
}

const formats: Readonly<Record<string, string>> = {
  date: '2031-04-09',
  'date-time': '2031-04-09T08:30:00Z',
  time: '08:30:00Z',
  email: 'simulated@example.com',
  uri: 'https://example.com/simulated',
  uuid: '00000000-0000-4000-8000-000000000000',
}

function numberOr(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

function isObject(value: Json | undefined): value is Keywords {
  return typeof value === 'object' && value !== null && !isList(value)
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

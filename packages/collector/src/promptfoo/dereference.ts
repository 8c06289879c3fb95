import { note, type PromptfooPlace } from './promptfoo-problem.ts'

/** What an item with a `$ref` such as `#/assertionTemplates/polite` stands for, with what else the item says laid over it. */
export function dereference(item: unknown, place: PromptfooPlace): unknown {
  let current = item
  for (let hops = 0; hops < 10; hops += 1) {
    if (typeof current !== 'object' || current === null || !('$ref' in current)) return current
    const { $ref: pointer, ...rest } = current
    const target = typeof pointer === 'string' && pointer.startsWith('#/') ? memberAt(place.root, pointer) : undefined
    if (typeof target !== 'object' || target === null) {
      note(place, `$ref ${JSON.stringify(pointer)} points to nothing in this document; it was left out.`)
      return undefined
    }
    current = { ...target, ...rest }
  }
  note(place, 'The $refs go in a circle; it was left out.')
  return undefined
}

/** By JSON Pointer (RFC 6901). */
function memberAt(root: unknown, pointer: string): unknown {
  const keys = pointer.slice(2).split('/')
  return keys.reduce<unknown>((value, key) => {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~')
    const isMember = typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    return isMember ? (value as Record<string, unknown>)[name] : undefined
  }, root)
}

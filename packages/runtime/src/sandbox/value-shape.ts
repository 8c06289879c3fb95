import type { SandboxValue } from './sandbox.ts'

/** What is known of a value without looking at it again. `other` is all that the light engine may print differently. */
export type ValueShape =
  | { readonly kind: 'string' | 'integer' | 'other' }
  | { readonly kind: 'list'; readonly item: ValueShape | undefined }
  | { readonly kind: 'object'; readonly members: Readonly<Record<string, ValueShape>> }

/** Describes a value; of a list what all of its items have in common. */
export function shapeOf(value: SandboxValue): ValueShape {
  if (typeof value === 'string') return { kind: isWellFormed(value) ? 'string' : 'other' }
  if (typeof value === 'number')
    return { kind: Number.isSafeInteger(value) && !Object.is(value, -0) ? 'integer' : 'other' }
  if (Array.isArray(value)) return { kind: 'list', item: commonShape((value as SandboxValue[]).map(shapeOf)) }
  if (!isPlainObject(value)) return { kind: 'other' }
  return {
    kind: 'object',
    members: Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shapeOf(member)])),
  }
}

function isPlainObject(value: SandboxValue): value is { readonly [key: string]: SandboxValue } {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Half of a surrogate pair is a character in Python and none in the light engine. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}

function commonShape(shapes: readonly ValueShape[]): ValueShape | undefined {
  return shapes.length === 0 ? undefined : shapes.reduce(intersect)
}

function intersect(left: ValueShape, right: ValueShape): ValueShape {
  if (left.kind === 'list' && right.kind === 'list') {
    if (left.item === undefined || right.item === undefined) return { kind: 'list', item: left.item ?? right.item }
    return { kind: 'list', item: intersect(left.item, right.item) }
  }
  if (left.kind === 'object' && right.kind === 'object') {
    const shared = Object.keys(left.members).filter((key) => Object.hasOwn(right.members, key))
    const members = shared.map((key) => [
      key,
      intersect(left.members[key] as ValueShape, right.members[key] as ValueShape),
    ])
    return { kind: 'object', members: Object.fromEntries(members) as Record<string, ValueShape> }
  }
  return left.kind === right.kind && left.kind !== 'list' && left.kind !== 'object' ? left : { kind: 'other' }
}

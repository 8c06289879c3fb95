import { isDeepStrictEqual } from 'node:util'

/** A part of an app, such as its graph. */
export interface OnServer {
  /** As the server exports it. */
  readonly exported: unknown
  /** The same as the server keeps it. */
  readonly kept: unknown
}

/**
 * What a part of an app is to become, with what an export leaves out or masks: credentials of tools, endpoints of triggers, and the ids of
 * knowledge bases, which come encrypted. Wherever the wanted value is the exported one, the server's own is taken.
 */
export function carryOver(wanted: unknown, { exported, kept }: OnServer): unknown {
  if (isDeepStrictEqual(wanted, exported)) return kept
  if (isRecord(wanted) && isRecord(exported) && isRecord(kept)) return carryRecord(wanted, { exported, kept })
  if (Array.isArray(wanted) && Array.isArray(exported) && Array.isArray(kept) && exported.length === kept.length)
    return carryList(wanted, { exported, kept })
  return wanted
}

type Values = Readonly<Record<string, unknown>>

function carryRecord(wanted: Values, { exported, kept }: { readonly exported: Values; readonly kept: Values }): Values {
  const unexported = Object.entries(kept).filter(([key]) => !(key in exported) && !(key in wanted))
  const carried = Object.entries(wanted).map(([key, value]) => [
    key,
    key in kept ? carryOver(value, { exported: exported[key], kept: kept[key] }) : value,
  ])
  return Object.fromEntries([...carried, ...unexported]) as Values
}

/** Items are the same by their id, else by their value, else, where none was added or taken away, by their place. */
function carryList(
  wanted: readonly unknown[],
  { exported, kept }: { readonly exported: readonly unknown[]; readonly kept: readonly unknown[] },
): unknown[] {
  return wanted.map((item, index) => {
    const id = idOf(item)
    const same = exported.findIndex((one) => (id === undefined ? isDeepStrictEqual(one, item) : idOf(one) === id))
    const place = same >= 0 ? same : id === undefined && wanted.length === exported.length ? index : undefined
    return place === undefined ? item : carryOver(item, { exported: exported[place], kept: kept[place] })
  })
}

function idOf(item: unknown): string | undefined {
  return isRecord(item) && typeof item['id'] === 'string' ? item['id'] : undefined
}

function isRecord(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

import type { TextSpan } from './finding.ts'

/** An XML-like tag of a prompt. */
export interface Tag extends TextSpan {
  readonly name: string
  readonly isClosing: boolean
}

const tagShape =
  /<(?<slash>\/?)(?<name>[\p{L}_][\p{L}\p{N}_.:-]{0,60})(?:\s[^<>=\n]{1,60}=[^<>\n]{0,200}?)?\s?(?<empty>\/?)>/gu

/** Elements that need no end tag. */
const voidElements = new Set(['br', 'hr', 'img', 'input', 'meta', 'link'])

/** The tags of a text, those that close themselves left out. */
export function findTags(text: string): Tag[] {
  const tags = Array.from(text.matchAll(tagShape)).flatMap((match) => {
    const { name = '', slash, empty } = match.groups ?? {}
    if (empty === '/') return []
    return [{ name, isClosing: slash === '/', start: match.index, end: match.index + match[0].length }]
  })
  const closed = new Set(tags.filter((tag) => tag.isClosing).map((tag) => tag.name))
  return tags.filter(({ name }) => closed.has(name) || !voidElements.has(name.toLowerCase()))
}

/** From each opening tag to the end of its closing tag; and the tags that found no partner. */
export function pairTags(tags: readonly Tag[]): { pairs: TextSpan[]; unpaired: Tag[] } {
  const pairs: TextSpan[] = []
  const unpaired: Tag[] = []
  const open = new Map<string, Tag[]>()
  for (const tag of tags) {
    const stack = open.get(tag.name) ?? []
    open.set(tag.name, stack)
    if (!tag.isClosing) stack.push(tag)
    else {
      const opening = stack.pop()
      if (opening === undefined) unpaired.push(tag)
      else pairs.push({ start: opening.start, end: tag.end })
    }
  }
  return { pairs, unpaired: [...unpaired, ...[...open.values()].flat()].toSorted((a, b) => a.start - b.start) }
}

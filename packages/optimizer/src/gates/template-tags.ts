/**
 * Jinja2 tags and comments are those of the seed, in its order, so that blocks stay balanced. A placeholder that stands
 * between them may depend on them: inside a block each stays in its part, and one that the seed only has inside blocks stands
 * in no other part.
 */
import { normalPlaceholder } from '../components/placeholders.ts'
import { templateDepth } from '../components/template-depth.ts'
import { templateSpans } from '../text/template-spans.ts'
import type { GateProblem, Wording } from './gate.ts'

export function checkTemplate({ component, text }: Wording): GateProblem[] {
  if (!component.isJinja) return []
  const problem = (message: string): GateProblem[] => [{ gate: 'locked', component: component.id, message }]
  const [seed, now] = [partsOf(component.text), partsOf(text)]
  const at = seed.tags.findIndex((tag, index) => tag !== now.tags[index])
  if (at !== -1 || now.tags.length > seed.tags.length) {
    const tag = seed.tags[at] ?? now.tags[seed.tags.length] ?? ''
    return problem(
      `Template tags must stay as they are, all of them and in their order; this one does not: ${tag.slice(0, 200)}`,
    )
  }
  const bound = [...seed.inside.keys()].filter((name) => !seed.outside.has(name))
  for (const [name, parts] of seed.inside)
    for (const [part, count] of parts)
      if ((now.inside.get(name)?.get(part) ?? 0) < count)
        return problem(`The placeholder ${name} must stay between the same template tags as before.`)
  for (const name of bound) {
    const strays = [...(now.inside.get(name)?.keys() ?? [])].some((part) => !seed.inside.get(name)?.has(part))
    if (strays || now.outside.has(name))
      return problem(`The placeholder ${name} has a value only between the template tags where it stood.`)
  }
  return []
}

interface TemplateParts {
  readonly tags: readonly string[]
  /** Placeholders inside blocks: how often in which part, parts being counted by the tags before them. */
  readonly inside: ReadonlyMap<string, ReadonlyMap<number, number>>
  readonly outside: ReadonlySet<string>
}

function partsOf(text: string): TemplateParts {
  const tags: string[] = []
  const inside = new Map<string, Map<number, number>>()
  const outside = new Set<string>()
  const depthAt = templateDepth(text, 'jinja2')
  for (const { start, end, kind } of templateSpans(text, 'jinja2')) {
    const written = text.slice(start, end)
    if (kind === 'jinja') tags.push(written)
    else if (depthAt(start) === 0) outside.add(normalPlaceholder(written, 'jinja2'))
    else {
      const name = normalPlaceholder(written, 'jinja2')
      const parts = inside.get(name) ?? new Map<number, number>()
      inside.set(name, parts.set(tags.length, (parts.get(tags.length) ?? 0) + 1))
    }
  }
  return { tags, inside, outside }
}

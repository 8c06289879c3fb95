import { note, type PromptfooPlace } from './promptfoo-problem.ts'

const variable = /\{\{-?\s*([\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}\p{N}_$]+|\[\d+\])*)\s*-?\}\}/gu

/**
 * A value with its `{{variables}}` filled in, in every text inside it. Filters, conditions and loops of Nunjucks stay as they are
 * and are noted as a problem, and so are variables that are not there.
 */
export function renderVars(value: unknown, vars: Readonly<Record<string, unknown>>, place: PromptfooPlace): unknown {
  if (typeof value === 'string') return renderText(value, vars, place)
  if (Array.isArray(value)) return value.map((item) => renderVars(item, vars, place))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renderVars(item, vars, place)]))
}

function renderText(text: string, vars: Readonly<Record<string, unknown>>, place: PromptfooPlace): string {
  if (!/\{\{|\{%/.test(text)) return text
  const left = text.replaceAll(variable, '')
  if (/\{\{|\{%/.test(left)) {
    note(place, 'Only plain {{variables}} are filled in, no other templates; write out what this one stands for.')
    return text
  }
  return text.replaceAll(variable, (whole, path: string) => {
    const found = lookUp(vars, path)
    if (found !== undefined) return typeof found === 'string' ? found : JSON.stringify(found)
    note(place, `There is no variable ${path}, so ${whole} stands for nothing; give the test that variable.`)
    return whole
  })
}

function lookUp(vars: unknown, path: string): unknown {
  let found = vars
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined
    found = (found as Record<string, unknown>)[key]
  }
  return found
}

import { Script } from 'node:vm'
import { UncheckableError } from '../errors.ts'

/**
 * One expression that calls what a `javascript` assertion says with `output` and `context`. What can be read as an expression is
 * one; else it is the body of a function, in which `const x = …; x > 1` returns its last expression. Nothing runs here: the code is
 * only compiled, to see which it is.
 *
 * @throws {@link UncheckableError} when it is neither.
 */
export function expressionOf(code: string): string {
  const trimmed = code.trim().replace(/;+$/, '')
  const bodies = [`return (${trimmed}\n)`, ...returningLast(trimmed), trimmed]
  const problems = bodies.map((body) => problemOf(asFunction(body)))
  const chosen = bodies[problems.indexOf(undefined)]
  if (chosen !== undefined) return `${asFunction(chosen)}(output, context)`
  throw new UncheckableError(`its value is no JavaScript (${problems.at(-1) ?? ''})`, { code })
}

/** Bodies that return what stands behind their last semicolon, for code that starts with a declaration. */
function returningLast(code: string): string[] {
  if (!/^(?:const|let|var)\s/.test(code)) return []
  const bodies: string[] = []
  for (let end = code.lastIndexOf(';'); end > 0 && bodies.length < 20; end = code.lastIndexOf(';', end - 1)) {
    bodies.push(`${code.slice(0, end + 1)} return (${code.slice(end + 1)}\n)`)
  }
  return bodies
}

function asFunction(body: string): string {
  return `(function (output, context) {\n${body}\n})`
}

function problemOf(code: string): string | undefined {
  try {
    return new Script(code) instanceof Script ? undefined : ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

import { isAlias, isNode, type YAMLParseError } from 'yaml'
import type { ConfigProblem } from '../config-problem.ts'
import type { ProblemDetails } from '../config-source.ts'
import { type ConfigFile, leaves, toData } from './config-file.ts'
import type { LayeredSource } from './layered-source.ts'

/** Why a file cannot be turned into data: YAML syntax, and aliases that lead nowhere, into themselves or into too much. */
export function structureProblems(file: ConfigFile, source: LayeredSource): ConfigProblem[] {
  const problems = [...syntaxProblems(file, source), ...aliasProblems(file, source)]
  return problems.length > 0 ? problems : expansionProblems(file, source)
}

/**
 * One mistake often confuses what follows: only the first of each line is told, and nothing of lines that the parser
 * could no longer place.
 */
function syntaxProblems(file: ConfigFile, source: LayeredSource): ConfigProblem[] {
  const byLine = new Map<number, ConfigProblem>()
  const { errors } = file.document
  for (const error of errors.filter((candidate, index) => index === 0 || !/ in YAML stream/.test(candidate.message))) {
    const problem = source.problemIn(
      file,
      Math.min(error.pos[0], file.text.length),
      describe(error, lineAt(file, error.pos[0])),
    )
    if (!byLine.has(problem.line)) byLine.set(problem.line, problem)
  }
  return [...byLine.values()]
}

/** The parser's own sentence, without the piece of source that some end with. */
function describe(error: YAMLParseError, line: string): ProblemDetails {
  if (error.code === 'MULTIPLE_DOCS') return { message: 'a second YAML document begins here', expected: 'one' }
  if (error.code === 'NON_STRING_KEY') return { message: 'this cannot be a key', expected: 'text' }
  if (error.code === 'DUPLICATE_KEY') return { message: 'this key is already there in the same map' }
  const message = `this is not valid YAML: ${error.message.replace(/(?<=\w): .*$/s, '')}`
  const expected = hintFor(error, line)
  return { message, ...(expected && { expected }) }
}

function hintFor(error: YAMLParseError, line: string): string | undefined {
  if (/[{[].*\$\{/.test(line)) return 'quotes around "${…}" inside braces and brackets'
  if (error.message.startsWith('Nested mappings'))
    return 'the next line to be indented like this one, or quotes around a text with ": " in it'
  return undefined
}

function lineAt({ text }: ConfigFile, offset: number): string {
  return text.slice(offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] ?? ''
}

function aliasProblems(file: ConfigFile, source: LayeredSource): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  for (const { node, path } of leaves(file.document.contents)) {
    if (!isAlias(node)) continue
    const target = node.resolve(file.document)
    const [offset] = node.range
    if (!isNode(target))
      problems.push(
        source.problemIn(file, offset, { path, message: `no anchor &${node.source} stands before this alias` }),
      )
    else if (target.range && target.range[0] <= offset && offset < target.range[1])
      problems.push(source.problemIn(file, offset, { path, message: `the alias *${node.source} contains itself` }))
  }
  return problems
}

function expansionProblems(file: ConfigFile, source: LayeredSource): ConfigProblem[] {
  try {
    toData(file)
    return []
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    return [source.problemIn(file, 0, { message: 'the aliases of this file expand to too much data' })]
  }
}

import { isAlias, isNode, type YAMLParseError } from 'yaml'
import type { ConfigProblem } from '../config-problem.ts'
import { type ConfigFile, leaves, toData } from './config-file.ts'
import type { LayeredSource } from './layered-source.ts'

/** Why a file cannot be turned into data: YAML syntax, and aliases that lead nowhere, into themselves or into too much. */
export function structureProblems(file: ConfigFile, source: LayeredSource): ConfigProblem[] {
  const problems = [...syntaxProblems(file, source), ...aliasProblems(file, source)]
  return problems.length > 0 ? problems : expansionProblems(file, source)
}

/** One mistake often confuses the rest of its line: only the first of each line is told. */
function syntaxProblems(file: ConfigFile, source: LayeredSource): ConfigProblem[] {
  const byLine = new Map<number, ConfigProblem>()
  for (const error of file.document.errors) {
    const problem = source.problemIn(file, Math.min(error.pos[0], file.text.length), { message: describe(error) })
    if (!byLine.has(problem.line)) byLine.set(problem.line, problem)
  }
  return [...byLine.values()]
}

/** The parser's own sentence, without the piece of source that some end with. */
function describe(error: YAMLParseError): string {
  if (error.code === 'MULTIPLE_DOCS') return 'this is not valid YAML for one document: a second one begins here'
  if (error.code === 'DUPLICATE_KEY') return 'this key is already there in the same map'
  return `this is not valid YAML: ${error.message.replace(/: (["{[].*|[^:]{40,})$/s, '')}`
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

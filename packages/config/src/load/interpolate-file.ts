import { isScalar, type Scalar } from 'yaml'
import type { ProblemDetails } from '../config-source.ts'
import { type ConfigFile, leaves } from './config-file.ts'
import type { ConfigPath } from './config-path.ts'
import { type Environment, interpolate } from './interpolate.ts'
import { looksSecret } from './looks-secret.ts'

/** A reference to the environment that came to nothing. */
interface BrokenReference {
  readonly file: ConfigFile
  readonly offset: number
  readonly path: ConfigPath
  readonly details: ProblemDetails
}

/** What the environment did to a file. */
export interface FileInterpolation {
  /** Scalars that were filled, and so may stand for a number or a boolean. */
  readonly filled: readonly Scalar[]
  /** Scalars that could not be filled. */
  readonly unfilled: readonly Scalar[]
  readonly broken: readonly BrokenReference[]
  /** Values of variables that look secret. */
  readonly secrets: readonly string[]
}

/** Replaces the references in a file's scalars by environment variables. Keys, structure and text stay as they are. */
export function interpolateFile(file: ConfigFile, environment: Environment): FileInterpolation {
  const filled: Scalar[] = []
  const unfilled: Scalar[] = []
  const broken: BrokenReference[] = []
  const secrets: string[] = []
  for (const { node, path } of leaves(file.document.contents)) {
    if (!isScalar(node) || typeof node.value !== 'string' || !node.value.includes('${')) continue
    const { text, used, missing, malformed } = interpolate(node.value, environment)
    const problemOf = (reference: string, details: ProblemDetails) =>
      broken.push({ file, path, details, offset: offsetIn(file, node, reference) })
    for (const name of missing) problemOf(`\${${name}`, unset(name))
    for (const reference of malformed) problemOf(reference, notAReference(reference))
    if (missing.length + malformed.length > 0) unfilled.push(node)
    else filled.push(node)
    secrets.push(...used.filter(looksSecret).map((name) => environment[name] ?? ''))
    node.value = text
  }
  return { filled, unfilled, broken, secrets }
}

function unset(name: string): ProblemDetails {
  return {
    message: `the environment variable ${name} is not set`,
    expected: `${name} in the environment or in .env, or a default: \${${name}:-…}`,
  }
}

function notAReference(reference: string): ProblemDetails {
  return { message: `${reference} is no reference`, expected: '${NAME} or ${NAME:-default}, or $${ for a literal ${' }
}

/** Where a reference stands in the text of its scalar; a folded or escaped one may hide it. */
function offsetIn(file: ConfigFile, node: Scalar.Parsed, reference: string): number {
  const [start, end] = node.range
  return start + Math.max(0, file.text.slice(start, end).indexOf(reference))
}

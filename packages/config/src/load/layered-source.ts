import { isAlias, isScalar, type Node, type Pair, type Scalar } from 'yaml'
import type { z } from 'zod'
import type { ConfigProblem } from '../config-problem.ts'
import type { ConfigSource, ProblemDetails } from '../config-source.ts'
import { nearestName } from '../nearest-name.ts'
import { type ConfigFile, find, type Found, follow, toData } from './config-file.ts'
import { type ConfigPath, formatPath } from './config-path.ts'
import { mergeLayers } from './merge-layers.ts'
import { isSecretSchema, schemasAt } from './schemas-at.ts'
import { SecretMask } from './secret-mask.ts'

export interface LayeredSourceOptions {
  readonly schema: z.ZodType
  /** Secret values that came from the environment. */
  readonly secrets?: ReadonlySet<string>
  /** Whether the files can be turned into data. Default: true. */
  readonly isSound?: boolean
}

/** The parsed files of one configuration, a later one laid over an earlier one. */
export class LayeredSource implements ConfigSource {
  readonly #files: readonly ConfigFile[]
  readonly #schema: z.ZodType
  readonly #secrets: ReadonlySet<string>
  readonly #isSound: boolean
  readonly #writtenPaths = new Map<Pair, ConfigPath>()
  /** What {@link LayeredSource.value} gave last. */
  #data: unknown
  #mask: SecretMask | undefined

  constructor(files: readonly ConfigFile[], { schema, secrets = new Set(), isSound = true }: LayeredSourceOptions) {
    this.#isSound = isSound
    this.#files = files
    this.#schema = schema
    this.#secrets = secrets
  }

  /** The merged data; an empty file is an empty map. Only for sound files. */
  value(): unknown {
    this.#data = mergeLayers(this.#files.map(toData))
    return this.#data
  }

  /** The layer that leads furthest along a path; of equals the topmost. */
  find(path: ConfigPath): Found & { readonly file: ConfigFile } {
    const found = this.#files.map((file) => ({ ...find(file, path), file }))
    return found.reduce((best, next) => (next.depth >= best.depth ? next : best))
  }

  /** The scalar at a path, behind an alias too. */
  scalarAt(path: ConfigPath): Scalar | undefined {
    const { file, value, depth } = this.find(path)
    const node = follow(file.document, value)
    return depth === path.length && isScalar(node) ? node : undefined
  }

  /** Tells under which path the file has a pair that was given another one. Problems there speak of what the file has. */
  keepWrittenPath(pair: Pair, path: ConfigPath): void {
    this.#writtenPaths.set(pair, path)
  }

  problemAt(path: ConfigPath, details: ProblemDetails): ConfigProblem {
    const found = this.find(path)
    const isThere = found.depth === path.length
    const written = isThere ? this.#written(path, found) : {}
    return this.problemIn(found.file, offsetOf(found, isThere), {
      ...details,
      path: (isThere && found.pair && this.#writtenPaths.get(found.pair)) || path,
      ...written,
    })
  }

  problemAtKey(path: ConfigPath, details: ProblemDetails): ConfigProblem {
    const { file, pair } = this.find(path)
    const written = String(path.at(-1))
    const received = quote(this.#secretMask().scrub(written))
    return this.problemIn(file, startOf(pair?.key) ?? 0, { ...details, path, written, received })
  }

  /** Describes a problem at an offset of one of the files. */
  problemIn(
    file: ConfigFile,
    offset: number,
    { severity = 'error', message, expected, candidates = [], path = [], written, received }: ProblemDetails & Written,
  ): ConfigProblem {
    const mask = this.#secretMask()
    const { line, col } = file.lines.linePos(offset)
    const { text, caret } = mask.lineAt(file, offset)
    const nearest = written === undefined ? undefined : nearestName(written, candidates)
    return {
      severity,
      file: file.name,
      line,
      column: col,
      path: mask.scrub(formatPath(path)),
      message: mask.scrub(message),
      ...(expected !== undefined && { expected: mask.scrub(expected) }),
      ...(received !== undefined && { received }),
      ...(nearest !== undefined && { nearest: mask.scrub(nearest) }),
      source_line: text,
      caret,
    }
  }

  /** What the file says at a path, as far as it may be shown. */
  #written(path: ConfigPath, { file, value }: Found & { file: ConfigFile }): Written {
    const node = follow(file.document, value)
    if (!isScalar<string | number | boolean | null>(node) || !node.range) return {}
    if (schemasAt(this.#schema, path, this.#data).some(isSecretSchema)) return { received: '***' }
    const mask = this.#secretMask()
    const source = file.text.slice(node.range[0], node.range[1])
    if (source.includes('${')) return { received: shorten(mask.scrub(source)) }
    const written = String(node.value)
    const shown = mask.scrub(written)
    return { written, received: typeof node.value === 'string' ? quote(shown) : shown }
  }

  #secretMask(): SecretMask {
    this.#mask ??= new SecretMask(this.#files, this.#schema, this.#isSound ? this.value() : undefined, this.#secrets)
    return this.#mask
  }
}

interface Written {
  readonly path?: ConfigPath
  /** What the file says, to find the nearest name of. */
  readonly written?: string
  /** The same, masked already. */
  readonly received?: string
}

/** A scalar itself; for a map or a list, and for what is not there, the key that leads to it. */
function offsetOf({ pair, value }: Found, isThere: boolean): number {
  const start = startOf(value)
  if (isThere && (isScalar(value) || isAlias(value)) && start !== undefined) return start
  return startOf(pair?.key) ?? start ?? 0
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0]
}

function quote(text: string): string {
  return JSON.stringify(shorten(text))
}

/** Only after masking: a part of a secret cannot be recognised. */
function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

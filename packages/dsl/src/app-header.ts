import type { AppMode } from './dsl-document.ts'
import { NotADslError } from './errors.ts'
import { fieldOf, isRecord, textOf } from './source/untyped.ts'

/** What kind of app a file describes. */
export interface AppHeader {
  readonly mode: AppMode
  readonly dsl_version: string
  readonly app_name: string
}

const modes: ReadonlySet<string> = new Set<AppMode>([
  'workflow',
  'advanced-chat',
  'chat',
  'agent-chat',
  'completion',
  'agent',
])

/**
 * Reads mode, version and name, and checks that the part is there which the mode needs.
 * @throws {@link NotADslError} when the value is no app that Dify would import.
 */
export function readAppHeader(root: unknown): AppHeader {
  if (!isRecord(root)) throw new NotADslError('the file holds no mapping at its top', '')
  const { app } = root
  if (!isRecord(app)) throw new NotADslError('the top-level mapping "app" is missing', '/app')
  const mode = readMode(app['mode'])
  checkBody(root, mode)
  return { mode, dsl_version: readVersion(root['version']), app_name: textOf(app['name']) ?? '' }
}

function readMode(mode: unknown): AppMode {
  if (isAppMode(mode)) return mode
  const found = typeof mode === 'string' ? `is ${JSON.stringify(mode.slice(0, 80))}` : 'is missing'
  throw new NotADslError(`"app.mode" ${found}; expected one of ${[...modes].join(', ')}`, '/app/mode')
}

function isAppMode(mode: unknown): mode is AppMode {
  return typeof mode === 'string' && modes.has(mode)
}

function readVersion(version: unknown): string {
  if (version === undefined || version === null || version === '') return '0.1.0'
  if (typeof version === 'string') return version
  throw new NotADslError('"version" is no text; Dify expects it in quotes, such as \'0.5.0\'', '/version')
}

function checkBody(root: unknown, mode: AppMode): void {
  if (mode === 'agent') return
  if (mode === 'workflow' || mode === 'advanced-chat') {
    const graph = fieldOf(root, 'workflow', 'graph')
    if (!isRecord(graph)) throw new NotADslError(`an app of mode ${mode} needs "workflow.graph"`, '/workflow/graph')
    for (const part of ['nodes', 'edges']) {
      const value = graph[part]
      if (part === 'edges' && (value === undefined || value === null)) continue
      if (!Array.isArray(value))
        throw new NotADslError(`"workflow.graph.${part}" is no list`, `/workflow/graph/${part}`)
    }
  } else if (!isRecord(fieldOf(root, 'model_config'))) {
    throw new NotADslError(`an app of mode ${mode} needs "model_config"`, '/model_config')
  }
}

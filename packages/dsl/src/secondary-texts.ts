import type { SecondaryText } from './dsl-document.ts'
import type { AppNode } from './graph/app-node.ts'
import type { TemplateSyntax } from './prompt-slot.ts'
import { textStart } from './prompts/locate-prompt.ts'
import { toPointer } from './source/json-pointer.ts'
import type { Path } from './source/json-pointer.ts'
import { fieldOf, isRecord, listOf, recordOf, textOf, valueAtPath } from './source/untyped.ts'
import type { YamlTree } from './source/yaml-tree.ts'

interface Place {
  readonly kind: SecondaryText['kind']
  readonly syntax: TemplateSyntax
  readonly path: Path
}

type Owner = Pick<SecondaryText, 'node_id' | 'node_title' | 'node_type'>

/**
 * Texts near prompts, node by node, then those of the app. Values of secret variables are left out, and so are bodies
 * of HTTP requests that do not look like a call of a model.
 */
export function findSecondaryTexts(tree: YamlTree, nodes: readonly AppNode[], app: Owner): SecondaryText[] {
  const inNodes = nodes.flatMap((node) => {
    const owner = { node_id: node.id, node_title: node.title, node_type: node.type }
    return nodePlaces(node).flatMap(
      (place) => locate(tree, owner, { ...place, path: [...node.path, 'data', ...place.path] }) ?? [],
    )
  })
  return [...inNodes, ...appPlaces(tree.value).flatMap((place) => locate(tree, app, place) ?? [])]
}

function locate(tree: YamlTree, owner: Owner, { kind, syntax, path }: Place): SecondaryText | undefined {
  const text = valueAtPath(tree.value, path)
  if (typeof text !== 'string' || text === '') return undefined
  const scalar = tree.scalarAt(path)
  if (scalar === undefined) return undefined
  return {
    kind,
    ...owner,
    pointer: toPointer(path),
    syntax,
    text,
    ...tree.positions.at(textStart(tree.source, scalar)),
  }
}

function nodePlaces({ type, data }: AppNode): Place[] {
  switch (type) {
    case 'question-classifier':
      return each('class_name', 'workflow', data, ['classes'], ['name'])
    case 'parameter-extractor':
      return each('parameter_description', 'none', data, ['parameters'], ['description'])
    case 'answer':
      return [{ kind: 'answer', syntax: 'workflow', path: ['answer'] }]
    case 'template-transform':
      return [{ kind: 'template', syntax: 'jinja2', path: ['template'] }]
    case 'llm':
      return schemaPlaces(fieldOf(data, 'structured_output', 'schema'), ['structured_output', 'schema'])
    case 'tool':
      return Object.entries(recordOf(data['tool_parameters'])).flatMap(([name, parameter]) =>
        fieldOf(parameter, 'type') === 'variable'
          ? []
          : [{ kind: 'tool_parameter', syntax: 'workflow', path: ['tool_parameters', name, 'value'] }],
      )
    case 'http-request':
      return bodyPaths(data).flatMap((path) =>
        modelCall.test(textOf(valueAtPath(data, path)) ?? '') ? [{ kind: 'http_body', syntax: 'workflow', path }] : [],
      )
    case 'start':
      return each('variable_default', 'none', data, ['variables'], ['default'])
    default:
      return []
  }
}

/** Keys under which the model vendors' chat and completion calls carry their text. */
const modelCall = /"(?:messages|prompt|contents|input|system)"\s*:/

function bodyPaths(data: unknown): Path[] {
  const body = fieldOf(data, 'body', 'data')
  if (typeof body === 'string') return [['body', 'data']]
  return listOf(body).map((_, index) => ['body', 'data', index, 'value'])
}

/** Every `description` of a JSON schema, at any depth. */
function schemaPlaces(schema: unknown, path: Path): Place[] {
  if (!isRecord(schema) && !Array.isArray(schema)) return []
  return Object.entries(schema).flatMap(([key, value]): Place[] =>
    key === 'description' && typeof value === 'string'
      ? [{ kind: 'schema_description', syntax: 'none', path: [...path, key] }]
      : schemaPlaces(value, [...path, key]),
  )
}

function appPlaces(root: unknown): Place[] {
  return [
    { kind: 'opening_statement', syntax: 'app', path: ['workflow', 'features', 'opening_statement'] },
    { kind: 'opening_statement', syntax: 'app', path: ['model_config', 'opening_statement'] },
    ...variablePlaces(root, 'environment_variables'),
    ...variablePlaces(root, 'conversation_variables'),
  ]
}

function variablePlaces(root: unknown, list: string): Place[] {
  return listOf(fieldOf(root, 'workflow', list)).flatMap((item, index) =>
    fieldOf(item, 'value_type') === 'secret'
      ? []
      : [{ kind: 'variable_default', syntax: 'none', path: ['workflow', list, index, 'value'] }],
  )
}

function each(kind: Place['kind'], syntax: TemplateSyntax, data: unknown, list: string[], rest: string[]): Place[] {
  return listOf(fieldOf(data, ...list)).map((_, index) => ({ kind, syntax, path: [...list, index, ...rest] }))
}

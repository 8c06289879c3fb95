/** The three configuration files as they are first written. */
import { jsonSchemas } from '@autoopt/config'
import type { DslDocument, StartInput } from '@autoopt/dsl'
import { join } from 'node:path'
import { makeFolder } from '../files/make-folder.ts'
import { writeText } from '../files/write-text.ts'

/** Where editors find the schemas, relative to the configuration files; it works offline and without an install. */
export const schemaFolder = '.autoopt/schemas'

/** Writes the JSON Schemas of the configuration files, for editors. */
export async function writeSchemas(dir: string): Promise<void> {
  await makeFolder(join(dir, schemaFolder))
  for (const [name, schema] of Object.entries(jsonSchemas))
    await writeText(join(dir, schemaFolder, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`)
}

const schemaLine = (name: string) => `# yaml-language-server: $schema=${schemaFolder}/${name}.schema.json\n`

/** A JSON string is a YAML string, whatever it holds. */
const quote = (text: unknown) => JSON.stringify(text)

export function environmentText(server?: string): string {
  return `${schemaLine('env_config')}
# Keys are best given as \${NAME}: from the environment, or from a file .env beside this one.
${server === undefined ? '' : difySection(server)}optimizer:
  storage:
    backend: filesystem
    config:
      storage_dir: ./versions
  optimization:
    min_baseline_score: 80
    min_improvement: 5
    min_confidence: 0.6

# models:
#   small:
#     provider: openai-compatible
#     base_url: http://localhost:11434/v1
#     model: qwen3:8b
#     api_key: \${MODEL_KEY}
`
}

export function catalogText({ workflow_id, app_name, mode, prompts, graph }: DslDocument, dslPath: string): string {
  const nodes = graph?.nodes.filter((node) => prompts.some((prompt) => prompt.node_id === node.id)) ?? []
  const lines = nodes.map(
    (node) =>
      `      - node_id: ${quote(node.id)}\n        label: ${quote(node.title)}\n        type: ${quote(node.type)}\n        path: ${quote(node.pointer)}\n`,
  )
  return `${schemaLine('workflow_catalog')}
workflows:
  - id: ${quote(workflow_id)}
    label: ${quote(app_name)}
    type: ${mode}
    dsl_path: ${quote(dslPath)}
${lines.length === 0 ? '' : `    nodes:\n${lines.join('')}`}`
}

export function planText(document: DslDocument, cases = sampleCase(document)): string {
  const { workflow_id } = document
  return `${schemaLine('test_plan')}
meta:
  plan_id: ${quote(`${workflow_id}_plan`)}
  description: Baseline of every prompt

workflows:
  - catalog_id: ${quote(workflow_id)}
    dataset_refs: [first_cases]

datasets:
  - dataset_id: first_cases
    cases:
${cases}`
}

function sampleCase({ mode, inputs }: DslDocument): string {
  const query =
    mode === 'workflow' || mode === 'completion' ? '' : '        query: "Write here what a user would say."\n'
  const values = inputs.map((input) => `          ${quote(input.variable)}: ${quote(sampleValue(input))}\n`).join('')
  return `      # Replace the inputs by real ones, and say what a good output is.
      - case_id: case_1
${query}        inputs:${values === '' ? ' {}\n' : `\n${values}`}        assertions:
          - type: not-contains
            value: "I cannot help with that"
          - type: latency
            threshold: 60000
        tags: [smoke]
`
}

function difySection(server: string): string {
  return `dify:
  base_url: ${quote(server)}
  auth:
    email: \${AUTOOPT_DIFY_EMAIL}
    password: \${AUTOOPT_DIFY_PASSWORD}

`
}

function sampleValue({ type, label, options, default: preset }: StartInput): unknown {
  if (preset !== undefined && preset !== null && preset !== '') return preset
  if (type === 'select') return options[0] ?? ''
  if (type === 'number') return 1
  if (type === 'checkbox') return true
  if (type === 'file-list') return []
  return `Write ${label} here.`
}

import { existsSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { jsonSchemas } from '@autoopt/config'
import type { DslDocument, StartInput } from '@autoopt/dsl'
import { exitCode, type ExitCode, UsageError } from '../exit-code.ts'
import { makeFolder } from '../files/make-folder.ts'
import { openApp } from '../files/open-app.ts'
import { replaceText, writeText } from '../files/write-text.ts'
import { invocation } from '../terminal/invocation.ts'
import { print, printJson, tell } from '../terminal/print.ts'

export interface InitOptions {
  readonly dir: string
  readonly force?: boolean
  readonly json?: boolean
}

/** Where editors find the schemas, relative to the configuration files; it works offline and without an install. */
const schemaFolder = '.autoopt/schemas'

/** Writes the three configuration files for an app file, ready to validate, and the JSON Schemas for editors. */
export async function init(app: string, { dir, force, json }: InitOptions): Promise<ExitCode> {
  const document = await openApp(app)
  const dslPath = relative(resolve(dir), resolve(app)).split(sep).join('/')
  const files: Record<string, string> = {
    'env_config.yaml': environment(),
    'workflow_catalog.yaml': catalog(document, dslPath),
    'test_plan.yaml': plan(document),
  }
  const taken = Object.keys(files).filter((name) => existsSync(join(dir, name)))
  if (taken.length > 0 && !force) {
    throw new UsageError(
      `${taken.map((name) => join(dir, name)).join(', ')} already there. Give --force to replace them (backups are kept), or another --dir.`,
    )
  }

  await makeFolder(join(dir, schemaFolder))
  for (const [name, schema] of Object.entries(jsonSchemas)) {
    await writeText(join(dir, schemaFolder, `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`)
  }
  const backups: string[] = []
  for (const [name, text] of Object.entries(files)) {
    if (taken.includes(name)) backups.push(await replaceText(join(dir, name), text))
    else await writeText(join(dir, name), text)
  }

  const written = Object.keys(files).map((name) => join(dir, name))
  if (json) printJson({ workflow_id: document.workflow_id, written, backups, schemas: join(dir, schemaFolder) })
  else {
    for (const path of written) print(`wrote ${path}`)
    for (const path of backups) print(`kept  ${path}`)
    print(`wrote ${join(dir, schemaFolder)}, which editors complete and check with`)
    tell(`\nNext: ${invocation()} validate${dir === '.' ? '' : ` ${written.join(' ')}`}`)
  }
  return exitCode.fine
}

const schemaLine = (name: string) => `# yaml-language-server: $schema=${schemaFolder}/${name}.schema.json\n`

/** A JSON string is a YAML string, whatever it holds. */
const quote = (text: unknown) => JSON.stringify(text)

function environment(): string {
  return `${schemaLine('env_config')}
# Keys are best given as \${NAME}: from the environment, or from a file .env beside this one.
optimizer:
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

function catalog({ workflow_id, app_name, mode, prompts, graph }: DslDocument, dslPath: string): string {
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

function plan({ workflow_id, mode, inputs }: DslDocument): string {
  const query =
    mode === 'workflow' || mode === 'completion' ? '' : '        query: "Write here what a user would say."\n'
  const values = inputs.map((input) => `          ${quote(input.variable)}: ${quote(sampleValue(input))}\n`).join('')
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
      # Replace the inputs by real ones, and say what a good output is.
      - case_id: case_1
${query}        inputs:${values === '' ? ' {}\n' : `\n${values}`}        assertions:
          - type: not-contains
            value: "I cannot help with that"
          - type: latency
            threshold: 60000
        tags: [smoke]
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

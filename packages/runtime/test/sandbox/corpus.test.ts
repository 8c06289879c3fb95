import { hasCorpus } from '@autoopt/corpus'
import { afterAll, describe, expect, test } from 'vitest'
import { TemplateNotExactError } from '../../src/sandbox/errors.ts'
import { openSandbox } from '../../src/sandbox/open-sandbox.ts'
import type { SandboxValue } from '../../src/sandbox/sandbox.ts'
import { corpusNodes } from './corpus-nodes.ts'

if (!hasCorpus) console.warn('The corpus of real app files is not on this machine: tests that need it are skipped.')

describe.skipIf(!hasCorpus)('the corpus in the sandbox', () => {
  const sandbox = openSandbox({ processes: 1 })
  const light = openSandbox({ processes: 1, usePyodide: false })
  afterAll(async () => {
    await sandbox[Symbol.asyncDispose]()
    await light[Symbol.asyncDispose]()
  })

  test('every template of a template-transform node renders', async () => {
    const nodes = corpusNodes('template-transform')
    expect(nodes).toHaveLength(54)
    for (const { data } of nodes) {
      const text = await sandbox.renderJinja(String(data['template']), inputsFor(data))
      expect(typeof text).toBe('string')
    }
  })

  test('the light engine prints the same text, or says that it cannot', async () => {
    let exact = 0
    for (const { data } of corpusNodes('template-transform')) {
      const template = String(data['template'])
      const inputs = inputsFor(data)
      const text = await light.renderJinja(template, inputs).catch((error: unknown) => error)
      if (text instanceof TemplateNotExactError) continue
      expect(text).toBe(await sandbox.renderJinja(template, inputs))
      exact += 1
    }
    expect(exact).toBeGreaterThanOrEqual(50)
  })

  test('every Python node loads, but for those that no server would load as it is', async () => {
    const nodes = corpusNodes('code').filter(({ data }) => data['code_language'] === 'python3')
    const outcomes: Record<string, number> = {}
    for (const { data } of nodes) {
      const load = `${String(data['code'])}\n_loaded = callable(main)\ndef main(): return {"loaded": _loaded}`
      const outcome = await sandbox.runPython(load, {}).then(
        (result) => JSON.stringify(result),
        (error: unknown) => String(error).split('\n').at(-1) ?? '',
      )
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    }
    expect(outcomes).toEqual({
      '{"loaded":true}': 123,
      "ModuleNotFoundError: No module named 'requests'": 6,
      'IndentationError: unexpected indent': 1,
    })
  })

  test('every JavaScript node loads and runs', async () => {
    const nodes = corpusNodes('code').filter(({ data }) => data['code_language'] === 'javascript')
    expect(nodes).toHaveLength(1)
    for (const { data } of nodes) {
      const result = await sandbox.runJavaScript(String(data['code']), {})
      expect(Object.keys(result as object).toSorted()).toEqual(Object.keys(data['outputs'] as object).toSorted())
    }
  })
})

/** A value for each variable, of the kind that the template asks for. */
function inputsFor(data: Readonly<Record<string, unknown>>): Record<string, SandboxValue> {
  const template = String(data['template'])
  const names = (data['variables'] as readonly { variable: string }[]).map(({ variable }) => variable)
  return Object.fromEntries(names.map((name) => [name, valueFor(name, template)]))
}

function valueFor(name: string, template: string): SandboxValue {
  if (new RegExp(`\\b${name}\\s*\\|\\s*(?:join|length)|\\bin\\s+${name}\\b`).test(template))
    return ['erstes', '第二', 'third']
  if (new RegExp(`\\b${name}\\s*[+]\\s*\\d`).test(template)) return 3
  const members = [...template.matchAll(new RegExp(`\\b${name}\\.(\\w+)`, 'g'))].map(([, member]) => String(member))
  return members.length === 0
    ? `text of ${name}\n<&> 中文`
    : Object.fromEntries(members.map((member) => [member, `${member} of ${name}`]))
}

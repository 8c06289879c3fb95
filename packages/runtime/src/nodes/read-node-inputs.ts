import { PythonFloat } from '../sandbox/python-float.ts'
import type { SandboxValue } from '../sandbox/sandbox.ts'
import { FileValue } from '../values/file-value.ts'
import type { Value } from '../values/value.ts'
import type { RuntimeNode, VariableReader } from './node-runner.ts'

/**
 * Reads the variables that a node of code or template lists, as values for the sandbox: a file becomes the object that Dify makes of it.
 *
 * @returns one value for each name; `null` where there is no such variable.
 */
export function readNodeInputs(
  { data }: RuntimeNode,
  variables: VariableReader,
): Readonly<Record<string, SandboxValue>> {
  const listed = Array.isArray(data['variables']) ? (data['variables'] as ListedVariable[]) : []
  return Object.fromEntries(
    listed.map(({ variable, value_selector: selector }) => [
      String(variable),
      toSandboxValue(variables.get(selector?.map(String) ?? []) ?? null),
    ]),
  )
}

interface ListedVariable {
  readonly variable?: unknown
  readonly value_selector?: readonly unknown[] | null
}

function toSandboxValue(value: Value): SandboxValue {
  if (value instanceof FileValue) return value.toJSON()
  if (typeof value !== 'object' || value === null || value instanceof PythonFloat) return value
  if (Array.isArray(value)) return (value as readonly Value[]).map(toSandboxValue)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toSandboxValue(member)]))
}

import { YAML11_SCHEMA, load } from 'js-yaml'
import { parseDocument } from 'yaml'

/** Readers of YAML 1.1 that this package does not use, by name. */
export const yaml11Readers: Readonly<Record<string, (text: string) => unknown>> = {
  'js-yaml': (text) => load(text, { schema: YAML11_SCHEMA }),
  'yaml in its 1.1 mode': (text) => {
    const document = parseDocument(text, { version: '1.1' })
    if (document.errors[0] !== undefined) throw document.errors[0]
    return document.toJS()
  },
}

/** What stands at a JSON Pointer; without escapes, which prompt pointers do not need. */
export function at(value: unknown, pointer: string): unknown {
  let current = value
  for (const step of pointer.split('/').slice(1)) current = (current as Record<string, unknown>)[step]
  return current
}

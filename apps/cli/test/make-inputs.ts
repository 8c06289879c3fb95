import type { StartInput } from '@autoopt/dsl'

/** An input of each type that an app accepts: what a person might type to see whether it works. */
export function makeInputs(inputs: readonly StartInput[]): Record<string, unknown> {
  return Object.fromEntries(inputs.map((input) => [input.variable, makeInput(input)]))
}

function makeInput({ type, options, max_length, label }: StartInput): unknown {
  switch (type) {
    case 'select':
      return options[0] ?? ''
    case 'number':
      return 3
    case 'checkbox':
      return true
    case 'json_object':
      return { name: 'value' }
    case 'file':
      return file
    case 'file-list':
      return [file]
    default:
      return `Some text about ${label}.`.slice(0, max_length)
  }
}

const file = { type: 'document', name: 'notes.txt', content: 'Notes of a meeting: the garden needs water.' }

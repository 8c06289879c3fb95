/** What a cell of a table stands for in a field of a case; `undefined` when an empty one says nothing. */
export type Cell = { readonly value: unknown } | { readonly problem: string }

/**
 * Reads a cell. Inputs and expected outputs are the text itself, and an empty input is an empty text; lists and maps are JSON; tags are JSON
 * or divided by commas; yes, no, true, false, 1 and 0 are truth values. Elsewhere an empty cell says nothing.
 */
export function readCell(text: string, field: string, isNamed = false): Cell {
  if (isNamed) return { value: field === 'expected_outputs' && text === '' ? undefined : text }
  const trimmed = text.trim()
  if (trimmed === '') return { value: undefined }
  switch (field) {
    case 'inputs':
    case 'expected_outputs':
    case 'turns':
    case 'assertions':
      return readJson(trimmed)
    case 'tags':
      return trimmed.startsWith('[')
        ? readJson(trimmed)
        : {
            value: trimmed
              .split(/[,，、;；|]/)
              .map((tag) => tag.trim())
              .filter((tag) => tag !== ''),
          }
    case 'must_pass':
      return readTruth(trimmed)
    case 'weight':
      return readNumber(trimmed)
    case 'query':
      return { value: text }
    default:
      return { value: trimmed }
  }
}

function readJson(text: string): Cell {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    return { problem: `expected JSON (${error instanceof Error ? error.message : String(error)})` }
  }
}

function readTruth(text: string): Cell {
  const word = text.toLowerCase()
  if (['true', 'yes', '1', 'y', '是'].includes(word)) return { value: true }
  if (['false', 'no', '0', 'n', '否'].includes(word)) return { value: false }
  return { problem: `expected true or false, found ${JSON.stringify(text)}` }
}

function readNumber(text: string): Cell {
  const value = Number(text)
  return Number.isFinite(value) ? { value } : { problem: `expected a number, found ${JSON.stringify(text)}` }
}

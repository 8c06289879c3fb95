/**
 * Reads comma-separated values by the rules of CPython's `csv.reader`, character by character.
 *
 * - A quote counts only at the beginning of a field; inside quotes two are one, and what follows the closing one belongs to the field.
 * - A blank line is a row without fields. A quote that nobody closes ends with the text.
 * - A carriage return outside quotes must end its line.
 */
import { NodeError } from '../errors.ts'

/**
 * The rows of a text.
 *
 * @throws {@link NodeError} of type `TextExtractionError` for a carriage return in the middle of a line.
 */
export function parseCsv(text: string): string[][] {
  const reader = new CsvReader()
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) reader.readLine(line)
  return reader.finish()
}

type State = 'record' | 'field' | 'plain' | 'quoted' | 'quote' | 'ended'

class CsvReader {
  readonly #rows: string[][] = []
  #row: string[] = []
  #field = ''
  #state: State = 'record'

  readLine(line: string): void {
    for (const character of line) this.#read(character)
    if (this.#state === 'quoted') return
    if (this.#state !== 'record' && this.#state !== 'ended') this.#save()
    this.#rows.push(this.#row)
    this.#row = []
    this.#state = 'record'
  }

  finish(): string[][] {
    if (this.#state !== 'quoted') return this.#rows
    this.#save()
    return [...this.#rows, this.#row]
  }

  #read(character: string): void {
    if (this.#state === 'quoted') this.#readQuoted(character)
    else if (this.#state === 'ended') checkEnded(character)
    else if (character === '\n' || character === '\r') this.#endRecord()
    else if (character === ',') {
      this.#save()
      this.#state = 'field'
    } else if (character === '"' && this.#state === 'quote') {
      this.#field += '"'
      this.#state = 'quoted'
    } else if (character === '"' && this.#state !== 'plain') this.#state = 'quoted'
    else {
      this.#field += character
      this.#state = 'plain'
    }
  }

  #readQuoted(character: string): void {
    if (character === '"') this.#state = 'quote'
    else this.#field += character
  }

  #endRecord(): void {
    if (this.#state !== 'record') this.#save()
    this.#state = 'ended'
  }

  #save(): void {
    this.#row.push(this.#field)
    this.#field = ''
  }
}

function checkEnded(character: string): void {
  if (character === '\n' || character === '\r') return
  throw new NodeError(
    'Failed to extract text from CSV: new-line character seen in unquoted field - do you need to open the file in universal-newline mode?',
    { type: 'TextExtractionError' },
  )
}

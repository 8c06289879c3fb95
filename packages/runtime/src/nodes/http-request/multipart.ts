import { randomUUID } from 'node:crypto'

/** A file in a form. */
export interface FormPart {
  readonly name: string
  readonly filename: string
  readonly contentType: string
  readonly content: Uint8Array
}

/** A form as `multipart/form-data`. Without a file it has an empty one, as Dify sends it. */
export function buildMultipart(
  fields: ReadonlyMap<string, string>,
  files: readonly FormPart[],
): { readonly bytes: Uint8Array; readonly contentType: string } {
  const boundary = `autoopt-${randomUUID()}`
  const chunks: Uint8Array[] = []
  const add = (text: string): unknown => chunks.push(encoder.encode(text))
  for (const [name, value] of fields) add(`--${boundary}\r\n${disposition(name)}\r\n\r\n${value}\r\n`)
  for (const { name, filename, contentType, content } of files.length > 0 ? files : [placeholder]) {
    add(
      `--${boundary}\r\n${disposition(name)}; filename="${escapeName(filename)}"\r\nContent-Type: ${contentType}\r\n\r\n`,
    )
    chunks.push(content)
    add('\r\n')
  }
  add(`--${boundary}--\r\n`)
  return { bytes: Buffer.concat(chunks), contentType: `multipart/form-data; boundary=${boundary}` }
}

const encoder = new TextEncoder()

const placeholder: FormPart = {
  name: '__multipart_placeholder__',
  filename: '',
  contentType: 'application/octet-stream',
  content: new Uint8Array(),
}

function disposition(name: string): string {
  return `Content-Disposition: form-data; name="${escapeName(name)}"`
}

/** As browsers do: a name cannot end its quotes or its line. */
function escapeName(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

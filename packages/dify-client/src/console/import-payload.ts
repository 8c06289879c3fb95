import { DslSyntaxError, DslTooLargeError, NotADslError, parseDsl } from '@autoopt/dsl'
import { DifyImportError } from '../errors.ts'

/** What PyYAML cannot read raw, or reads as something else: DEL, C1 controls, line and paragraph separators, byte order marks. */
const unsafe = /[\u007f-\u009f\u2028\u2029\ufeff]/g

/**
 * An app file as Dify is given it: as JSON, which is YAML that PyYAML reads exactly, whatever its texts hold. The file is read
 * as PyYAML would, so that `1e3` stays the text and `yes` the boolean that they are in Dify.
 * @param version of the format, in place of the file's own: a server imports its own without asking back.
 * @throws {@link DifyImportError} when it is no app file.
 */
export function importPayload(dsl: string, { version }: { readonly version?: string | undefined } = {}): string {
  const app = readApp(dsl)
  const text = JSON.stringify(version === undefined ? app : { ...app, version })
  return text.replaceAll(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function readApp(dsl: string): object {
  try {
    return Object(parseDsl(dsl).valueAt('')) as object
  } catch (cause) {
    if (!isAboutFile(cause)) throw cause
    throw new DifyImportError(`Cannot send the app file: ${cause.message}`, {}, { cause })
  }
}

function isAboutFile(error: unknown): error is Error {
  return error instanceof DslSyntaxError || error instanceof NotADslError || error instanceof DslTooLargeError
}

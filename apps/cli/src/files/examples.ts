import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Built, the examples lie beside the code; in a checkout they are the ones at its root. */
const places = ['./examples/', '../../../../examples/']

/** The path of a bundled example. */
export function examplePath(name: string): string {
  const found = places
    .map((place) => fileURLToPath(new URL(place + name, import.meta.url)))
    .find((path) => existsSync(path))
  if (found === undefined) throw new Error(`The bundled example ${name} is missing.`)
  return found
}

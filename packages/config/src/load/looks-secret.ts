import { nearestName } from '../nearest-name.ts'

const words = new Set(
  'apikey authorization bearer cookie credential credentials key passphrase passwd password pwd secret token'.split(
    ' ',
  ),
)
const names = ['api_key', 'admin_api_key', 'password', 'secret', 'token', 'authorization']

/** Whether a key or the name of a variable reads like that of a secret; misspelt ones count. */
export function looksSecret(name: string): boolean {
  const parts = name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  return parts.some((part) => words.has(part)) || nearestName(name, names) !== undefined
}

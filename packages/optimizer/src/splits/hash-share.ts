import { createHash } from 'node:crypto'

/** Where a name falls on the way from 0 to 1 (1 excluded): the first 48 bits of the SHA-256 of salt and name. */
export function hashShare(name: string, salt: string): number {
  const digest = createHash('sha256').update(salt).update('\0').update(name).digest()
  return digest.readUIntBE(0, 6) / 2 ** 48
}

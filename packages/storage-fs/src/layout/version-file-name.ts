import { semverSchema } from '@autoopt/storage-core'

/** Names the file of a version; capitals and `+` are written as `^` and a small sign, so that case never decides. */
export function versionFileName(version: string): string {
  return `${version.replaceAll(/[A-Z]/g, (capital) => `^${capital.toLowerCase()}`).replaceAll('+', '^_')}.json`
}

/** The version whose file has this name; undefined when no version's file is called so. */
export function versionOfFileName(name: string): string | undefined {
  const version = name
    .replace(/\.json$/, '')
    .replaceAll('^_', '+')
    .replaceAll(/\^[a-z]/g, ([, letter = '']) => letter.toUpperCase())
  return isVersion(version) && versionFileName(version) === name ? version : undefined
}

/** Tells whether a text is a version number that a record can have. */
export function isVersion(version: string): boolean {
  return semverSchema.safeParse(version).success
}

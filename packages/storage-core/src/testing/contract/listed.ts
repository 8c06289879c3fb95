import type { VersionStorage } from '../../version-storage.ts'

/** The version numbers of a prompt, in the order in which the store lists them. */
export async function listedVersions(storage: VersionStorage, promptId: string): Promise<string[]> {
  return (await storage.listVersions(promptId)).map(({ version }) => version)
}

/** The prompt texts of a prompt's versions, in the order in which the store lists them. */
export async function listedTexts(storage: VersionStorage, promptId: string): Promise<string[]> {
  return (await storage.listVersions(promptId)).map(({ prompt }) => prompt.text)
}

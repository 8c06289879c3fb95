import type { LabelStorage } from '../../label-storage.ts'
import type { VersionStorage } from '../../version-storage.ts'
import { sampleVersion } from '../sample-version.ts'
import { type OpenFixture, openFixture, type StorageFixture } from '../storage-fixture.ts'

export type OpenLabelFixture = OpenFixture<VersionStorage & LabelStorage>

/** The prompt of the store that {@link openLabelledStore} opens. */
export const promptId = 'wf_001_llm_1_system'

/** Opens a store that has the versions 1.0.0, 1.1.0 and 1.2.0 of one prompt. */
export async function openLabelledStore(
  open: OpenLabelFixture,
): Promise<StorageFixture<VersionStorage & LabelStorage>> {
  const fixture = await openFixture(open)
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) await fixture.storage.saveVersion(sampleVersion({ version }))
  return fixture
}

/** The version of each revision of a label, oldest first. */
export async function targetsOf(storage: LabelStorage, label: string): Promise<(string | null)[]> {
  return (await storage.labelHistory(promptId, label)).map(({ version }) => version)
}

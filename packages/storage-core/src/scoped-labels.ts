import type { LabelStorage } from './label-storage.ts'
import type { Scope } from './scope.ts'

/** The ability of a scope to label its versions. */
export function scopedLabels(storage: LabelStorage, scope: Scope): LabelStorage {
  const { prefix } = scope
  return {
    setLabel: async (promptId, label, version, options) =>
      scope.naming(async () => storage.setLabel(prefix + promptId, label, version, options)),
    getLabel: async (promptId, label) => storage.getLabel(prefix + promptId, label),
    getByLabel: async (promptId, label) => {
      const record = await storage.getByLabel(prefix + promptId, label)
      return record && scope.remove(record)
    },
    labelsOf: async (promptId) => storage.labelsOf(prefix + promptId),
    labelHistory: async (promptId, label) => storage.labelHistory(prefix + promptId, label),
    deleteLabel: async (promptId, label, options) =>
      scope.naming(async () => storage.deleteLabel(prefix + promptId, label, options)),
    rollbackLabel: async (promptId, label, options) =>
      scope.naming(async () => storage.rollbackLabel(prefix + promptId, label, options)),
    importLabelHistory: async (promptId, label, revisions) =>
      scope.naming(async () => storage.importLabelHistory(prefix + promptId, label, revisions)),
  }
}

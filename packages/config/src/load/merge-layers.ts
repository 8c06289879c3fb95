import { deepmergeCustom } from 'deepmerge-ts'

/** Keys that choose what the keys beside them mean: another choice replaces them all. */
const choices = ['backend', 'provider']

const merge = deepmergeCustom({
  mergeArrays: false,
  mergeRecords: (records, helpers) => {
    const last = records.at(-1)
    const chooses = choices.some(
      (key) => last?.[key] !== undefined && records.some((record) => record[key] !== last[key]),
    )
    return chooses ? last : helpers.actions.defaultMerge
  },
})

/**
 * One layer laid over the one before it: maps are merged, anything else is replaced. A map that changes the `backend`
 * or the `provider` replaces the whole map, since the other keys belong to the old one.
 */
export function mergeLayers(layers: readonly unknown[]): unknown {
  return layers.length === 1 ? layers[0] : merge(...layers)
}

const clearedName = /^cleared,(\d+),[0-9a-f]+$/

/** When the store was cleared, by the name of the directory in the trash that took everything; `NaN` for other names. */
export function clearedAtMs(name: string): number {
  return Number(clearedName.exec(name)?.[1])
}

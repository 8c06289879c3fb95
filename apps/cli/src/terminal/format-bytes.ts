const units = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const

/** Bytes for a person, in powers of 1,000, e.g. `1.5 MB`. */
export function formatBytes(bytes: number): string {
  let [size, unit] = [bytes, 0]
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${unit === 0 || size >= 99.95 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`
}

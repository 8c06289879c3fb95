import { webAssembly } from './web-assembly.ts'

const pageBytes = 65_536

/** Holds each WebAssembly memory of this process under a limit: growing past it fails, which Python reports as `MemoryError`. */
export function limitMemory(maxBytes: number): void {
  const { grow } = webAssembly.Memory.prototype
  webAssembly.Memory.prototype.grow = function limitedGrow(pages) {
    if (this.buffer.byteLength + pages * pageBytes > maxBytes) throw new RangeError('the memory limit is reached')
    return grow.call(this, pages)
  }
}

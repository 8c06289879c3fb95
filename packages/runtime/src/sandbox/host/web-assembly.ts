/** The functions that a WebAssembly module asks for, by module and name. */
export type WasmImports = Record<string, Record<string, unknown>>

interface WasmMemory {
  readonly buffer: ArrayBuffer
}

/** The parts of `WebAssembly` that are replaced; the types of Node leave it out. */
export const webAssembly = Reflect.get(globalThis, 'WebAssembly') as {
  instantiate: (source: unknown, imports?: WasmImports) => Promise<unknown>
  readonly Memory: { readonly prototype: { grow: (this: WasmMemory, pages: number) => number } }
}

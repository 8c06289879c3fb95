import { webAssembly, type WasmImports } from './web-assembly.ts'

/** Stands between Python and JavaScript: while it is shut, the interpreter reaches nothing but its own memory, files and clocks. */
export interface ImportGate {
  shut(): void
  open(): void
}

/**
 * Puts a gate into each WebAssembly module that is instantiated from now on.
 *
 * The functions that follow, call or make JavaScript objects throw while the gate is shut; a throw through the interpreter ends it.
 */
export function gateImports(): ImportGate {
  let isShut = false
  const guard = (imports: WasmImports | undefined): void => {
    for (const functions of Object.values(imports ?? {})) {
      for (const [name, value] of Object.entries(functions)) {
        const refusal = typeof value === 'function' ? refusalOf(name) : undefined
        if (refusal === undefined) continue
        const original = value as (...values: unknown[]) => unknown
        functions[name] = (...values: unknown[]) => (isShut ? refusal(name) : original(...values))
      }
    }
  }

  const { instantiate } = webAssembly
  webAssembly.instantiate = (source, imports) => {
    guard(imports)
    return instantiate.call(webAssembly, source, imports)
  }

  return {
    shut: () => {
      isShut = true
    },
    open: () => {
      isShut = false
    },
  }
}

/** Needed to hand texts over and back, or harmless: they reach no object and call nothing. */
const allowed = new Set([
  'JsvArray_Get',
  'js2python_js',
  'js2python_convert',
  'js2python_immutable_js',
  '_python2js_ascii',
  '_python2js_ucs1',
  '_python2js_ucs2',
  '_python2js_ucs4',
  'JsvError_Check',
  'JsvError_Throw',
  'JsvNoValue_Check',
  'can_run_sync_js',
  'ffi_closure_alloc_js',
  'ffi_closure_free_js',
  'new_error',
])

const toJavaScript =
  /^_*(?:Js[A-Z]|Jsv|JsProxy|js2|python2js|pyproxy|proxy_cache|raw_call|ffi_|dlopen|emscripten_dlopen|emscripten_asm|emscripten_run|create_|destroy_|wrap_|hiwire_invalid|my_dict|set_suspender|get_suspender|syncify|maybe_|try_|get_async|emscripten_promise|getaddrinfo|getnameinfo)/
const toNetwork =
  /^__syscall_(?:socket|accept4|bind|connect|getpeername|getsockname|getsockopt|listen|recvfrom|recvmsg|sendto|sendmsg)$/

/** "Not permitted", "no such function" and "no such name", as the C library expects them. */
const notPermitted = -63
const notImplemented = -52
const nameNotFound = -2

function refusalOf(name: string): ((name: string) => number) | undefined {
  if (toNetwork.test(name)) return () => notPermitted
  if (name === '_emscripten_system') return () => notImplemented
  if (name === 'getaddrinfo' || name === 'getnameinfo') return () => nameNotFound
  if (toJavaScript.test(name) && !allowed.has(name)) return refuse
  return undefined
}

function refuse(name: string): never {
  throw new Error(`the code tried to reach JavaScript (${name})`)
}

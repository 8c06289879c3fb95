/** Puts the examples that `autoopt demo` needs beside the built command. */
import { cp } from 'node:fs/promises'

const examples = new URL('../../examples/', import.meta.url)
const target = new URL('./dist/examples/', import.meta.url)
for (const file of ['support-desk/app.yml']) await cp(new URL(file, examples), new URL(file, target))

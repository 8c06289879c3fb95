/** The process of one group of rows: argument 1 is the file in `rows/`, argument 2 the context as JSON. */
import type { Context } from './context.ts'
import type { Measure } from './groups.ts'

const [file = '', context = ''] = process.argv.slice(2)
const { measure } = (await import(`./rows/${file}.ts`)) as { measure: Measure }
// Whoever asked is gone: nobody waits for the rows.
process.on('disconnect', () => process.exit(1))
process.send?.(await measure(JSON.parse(context) as Context), () => process.exit(0))

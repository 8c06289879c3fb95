/** Writes `schemas/*.schema.json` from the zod schemas. Run it in this package: `node scripts/write-json-schemas.ts`. */
import { writeFileSync } from 'node:fs'
import { jsonSchemas } from '../src/json-schemas.ts'

for (const [name, schema] of Object.entries(jsonSchemas))
  writeFileSync(new URL(`../schemas/${name}.schema.json`, import.meta.url), `${JSON.stringify(schema, undefined, 2)}\n`)

import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { jsonSchemas } from '../src/index.ts'

describe('jsonSchemas', () => {
  test.each(Object.entries(jsonSchemas))(
    'schemas/%s.schema.json is up to date; else run `pnpm schemas` here',
    async (name, schema) => {
      const file = await readFile(new URL(`../schemas/${name}.schema.json`, import.meta.url), 'utf8')
      expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(schema)))
    },
  )

  test.each(Object.entries(jsonSchemas))('%s describes every field that a person writes', (_name, schema) => {
    expect(undescribed(schema, '')).toEqual([])
  })

  test('fields with a default are not required', () => {
    expect(jsonSchemas.env_config.required ?? []).toEqual([])
    expect(jsonSchemas.test_plan.required).toEqual(['meta', 'workflows', 'datasets'])
  })

  test('a reference to the environment fits a number, except in patches', () => {
    const cacheSize = JSON.stringify(jsonSchemas.env_config)
    expect(cacheSize).toContain(String.raw`{"type":"string","pattern":"\\$\\{"}`)
    expect(JSON.stringify(jsonSchemas.patches)).not.toContain(String.raw`\\$\\{`)
  })
})

/** Paths of properties without a description. */
function undescribed(schema: unknown, path: string): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const own = 'properties' in schema ? Object.entries(schema.properties as Record<string, object>) : []
  const missing = own.filter(([, property]) => !('description' in property)).map(([name]) => `${path}/${name}`)
  return missing.concat(Object.entries(schema).flatMap(([key, value]) => undescribed(value, `${path}/${key}`)))
}

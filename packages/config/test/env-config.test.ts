import { describe, expect, test } from 'vitest'
import { envConfigSchema, storageConfigSchema } from '../src/index.ts'

describe('envConfigSchema', () => {
  test('an empty file means the defaults', () => {
    expect(envConfigSchema.parse({})).toMatchObject({
      optimizer: {
        storage: { backend: 'memory' },
        optimization: {
          min_baseline_score: 80,
          min_improvement: 5,
          min_confidence: 0.6,
          max_iterations: 3,
          strategies: ['auto'],
          scoring_weights: { clarity: 0.3, specificity: 0.3, structure: 0.25, efficiency: 0.15 },
        },
      },
    })
  })

  test('scoring weights must sum to 1', () => {
    const withWeights = (clarity: number) => ({ optimizer: { optimization: { scoring_weights: { clarity } } } })
    expect(envConfigSchema.safeParse(withWeights(0.3)).success).toBe(true)
    expect(envConfigSchema.safeParse(withWeights(0.4)).success).toBe(false)
  })

  test('an account needs both e-mail and password, an admin key its workspace', () => {
    const withAuth = (auth: object) =>
      envConfigSchema.safeParse({ dify: { base_url: 'http://localhost', auth } }).success
    expect(withAuth({ email: 'a@example.com', password: 'x' })).toBe(true)
    expect(withAuth({ email: 'a@example.com' })).toBe(false)
    expect(withAuth({ admin_api_key: 'x' })).toBe(false)
    expect(withAuth({ admin_api_key: 'x', workspace_id: 'w' })).toBe(true)
  })
})

describe('storageConfigSchema', () => {
  test('each backend has options of its own', () => {
    expect(storageConfigSchema.parse({ backend: 'memory' })).toEqual({ backend: 'memory', config: {} })
    expect(storageConfigSchema.parse({ backend: 'filesystem', config: { storage_dir: './versions' } })).toEqual({
      backend: 'filesystem',
      config: {
        storage_dir: './versions',
        use_index: true,
        use_cache: true,
        cache_size: 10_000,
        shard_depth: 2,
        min_free_mb: 100,
      },
    })
    expect(storageConfigSchema.safeParse({ backend: 'filesystem' }).success).toBe(false)
    expect(storageConfigSchema.safeParse({ backend: 'memory', config: { storage_dir: './x' } }).success).toBe(false)
    expect(storageConfigSchema.safeParse({ backend: 'database', config: { storage_dir: './x' } }).success).toBe(false)
  })

  test('durability and sharding are left to the store unless they are given', () => {
    const config = { storage_dir: './versions', durability: 'strict', enable_sharding: false }
    expect(storageConfigSchema.parse({ backend: 'filesystem', config }).config).toMatchObject(config)
    const unknown = { storage_dir: './versions', durability: 'sometimes' }
    expect(storageConfigSchema.safeParse({ backend: 'filesystem', config: unknown }).success).toBe(false)
  })

  test("the database's URL is secret", () => {
    const storage = storageConfigSchema.parse({ backend: 'database', config: { url: 'postgres://u:hunter2@db/x' } })
    expect(JSON.stringify(storage)).not.toContain('hunter2')
  })
})

import { z } from 'zod'
import { secretSchema } from './secret.ts'

/** Options of the `filesystem` backend. */
export const filesystemStorageConfigSchema = z.strictObject({
  storage_dir: z.string().min(1).meta({ description: 'Folder of the versions, relative to this file.' }),
  use_index: z.boolean().default(true).meta({ description: 'Keep a snapshot of what is stored, to open faster.' }),
  use_cache: z.boolean().default(true).meta({ description: 'Keep versions that were read in memory.' }),
  cache_size: z.int().min(1).default(10_000).meta({ description: 'Versions in the cache.' }),
  enable_sharding: z.boolean().optional().meta({
    description:
      'Spread prompts over subfolders, for file systems that are slow with large ones. Default: as the store is; a new one does not.',
  }),
  shard_depth: z
    .int()
    .min(1)
    .max(4)
    .default(2)
    .meta({ description: 'Hex digits in the name of a subfolder when sharding is on.' }),
  durability: z.enum(['strict', 'fast', 'none']).optional().meta({
    description:
      'What a power cut may take: nothing (strict, and fast on local file systems) or recent saves (none, for tests). Default: what suits the file system.',
  }),
  min_free_mb: z.int().min(0).default(100).meta({
    description: 'Megabytes (10^6 bytes) that must stay free on the disk; a save that would take them fails.',
  }),
})
export type FilesystemStorageConfig = z.infer<typeof filesystemStorageConfigSchema>

/** Options of the `database` backend. */
export const databaseStorageConfigSchema = z.strictObject({
  url: secretSchema.meta({ description: 'Connection URL, secret because it holds a password; best as `${NAME}`.' }),
  schema: z.string().min(1).default('autoopt').meta({ description: 'Database schema of the tables.' }),
  max_connections: z.int().min(1).max(1000).default(10).meta({ description: 'Size of the connection pool.' }),
  connect_timeout_ms: z.int().min(1).default(10_000).meta({ description: 'Milliseconds to wait for a connection.' }),
  query_timeout_ms: z.int().min(1).default(30_000).meta({ description: 'Milliseconds that one query may take.' }),
})
export type DatabaseStorageConfig = z.infer<typeof databaseStorageConfigSchema>

/** Where prompt versions are kept. */
export const storageConfigSchema = z.discriminatedUnion('backend', [
  z.strictObject({
    backend: z.literal('memory').meta({ description: 'In this process only; gone when it ends.' }),
    config: z.strictObject({}).prefault({}).meta({ description: 'Nothing to set.' }),
  }),
  z.strictObject({
    backend: z.literal('filesystem').meta({ description: 'One file per version.' }),
    config: filesystemStorageConfigSchema.meta({ description: 'Options of the filesystem backend.' }),
  }),
  z.strictObject({
    backend: z.literal('database').meta({ description: 'A PostgreSQL database.' }),
    config: databaseStorageConfigSchema.meta({ description: 'Options of the database backend.' }),
  }),
])
export type StorageConfig = z.infer<typeof storageConfigSchema>

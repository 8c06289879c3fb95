import { z } from 'zod'
import { difyConfigSchema } from './dify-config.ts'
import { executionPolicySchema } from './execution-policy.ts'
import { modelConfigSchema } from './model-config.ts'
import { modelRolesSchema } from './model-roles.ts'
import { optimizationConfigSchema } from './optimization-config.ts'
import { storageConfigSchema } from './storage-config.ts'

/** What the optimizer keeps and how it decides. */
export const optimizerConfigSchema = z.strictObject({
  storage: storageConfigSchema
    .prefault({ backend: 'memory' })
    .meta({ description: 'Where prompt versions are kept. Default: in memory.' }),
  optimization: optimizationConfigSchema.prefault({}).meta({ description: 'When to optimize and what is better.' }),
})
export type OptimizerConfig = z.infer<typeof optimizerConfigSchema>

/** Folders, relative to the file that names them. */
export const ioPathsSchema = z.strictObject({
  workflow_dsl: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Folder that `dsl_path` in the catalog is relative to. Default: the folder of the catalog.' }),
  runs: z.string().min(1).default('./runs').meta({ description: 'Folder that gets one folder per run.' }),
  cache: z.string().min(1).optional().meta({ description: 'Folder of cached model answers. Default: no cache.' }),
})
export type IoPaths = z.infer<typeof ioPathsSchema>

export const loggingConfigSchema = z.strictObject({
  level: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .meta({ description: 'The least important messages that are still written.' }),
  format: z.enum(['text', 'json']).default('text').meta({ description: 'Lines for people or one JSON object each.' }),
  file: z.string().min(1).optional().meta({ description: 'File to append to. Default: standard error.' }),
})
export type LoggingConfig = z.infer<typeof loggingConfigSchema>

/** `env_config.yaml`: what differs from one machine or environment to another. An empty file is valid. */
export const envConfigSchema = z.strictObject({
  dify: difyConfigSchema.optional().meta({ description: 'The Dify server. Not needed to work on app files alone.' }),
  models: z
    .record(z.string().min(1), modelConfigSchema)
    .default({})
    .meta({ description: 'Models by a name of your own.' }),
  model_roles: modelRolesSchema.prefault({}).meta({ description: 'Which of the models does which work.' }),
  optimizer: optimizerConfigSchema.prefault({}).meta({ description: 'What the optimizer keeps and how it decides.' }),
  io_paths: ioPathsSchema.prefault({}).meta({ description: 'Folders, relative to this file.' }),
  logging: loggingConfigSchema.prefault({}).meta({ description: 'What is logged, and where.' }),
  execution: executionPolicySchema
    .prefault({})
    .meta({ description: 'How cases are run, unless a plan says otherwise.' }),
})
export type EnvConfig = z.infer<typeof envConfigSchema>

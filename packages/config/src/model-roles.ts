import { z } from 'zod'

const modelName = z.string().min(1).optional()

/** Which configured model does which work, by its name under `models`. */
export const modelRolesSchema = z.strictObject({
  task: modelName.meta({ description: 'Answers in place of the models that the app files name.' }),
  reflection: modelName.meta({ description: 'Reads failures and proposes rewrites.' }),
  judge: modelName.meta({ description: 'Grades outputs for llm-rubric, factuality and select-best.' }),
  embedding: modelName.meta({ description: 'Measures similarity of meaning.' }),
})
export type ModelRoles = z.infer<typeof modelRolesSchema>

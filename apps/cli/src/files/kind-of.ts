import { basename } from 'node:path'
import { readText } from './read-text.ts'

/** What a file is for. */
export type FileKind = 'env' | 'catalog' | 'plan' | 'patches' | 'app'

/** The plan that commands look for in the working directory. */
export const planName = 'test_plan.yaml'

/** What a file is: known by name, else by the keys that only its kind has. Throws what {@link readText} throws. */
export async function kindOf(file: string): Promise<FileKind> {
  const name = basename(file)
  if (name.startsWith('env_config')) return 'env'
  if (name.startsWith('workflow_catalog')) return 'catalog'
  if (name.startsWith('test_plan')) return 'plan'
  const text = await readText(file)
  const has = (key: string) => new RegExp(`^[{\\s]*["']?${key}["']?\\s*:`, 'm').test(text)
  if (/^["']?(app|kind|model_config)["']?\s*:/m.test(text)) return 'app'
  if (has('patches')) return 'patches'
  if (has('datasets')) return 'plan'
  if (has('workflows')) return 'catalog'
  return has('optimizer') || has('models') || has('dify') ? 'env' : 'app'
}

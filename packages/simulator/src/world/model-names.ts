/** How good a reflection model is. */
export type ReflectionQuality = 'weak' | 'medium' | 'strong'

export interface ModelNames {
  readonly task: string
  readonly judge: string
  readonly reflect: Readonly<Record<ReflectionQuality, string>>
}

/** The model that answers anything, without a world. */
export const genericModel = 'simulated-generic'

/** What the models of a world are called. */
export function modelNames(world: string): ModelNames {
  const reflect = (quality: ReflectionQuality): string => `simulated-reflect-${world}-${quality}`
  return {
    task: `simulated-task-${world}`,
    judge: `simulated-judge-${world}`,
    reflect: { weak: reflect('weak'), medium: reflect('medium'), strong: reflect('strong') },
  }
}

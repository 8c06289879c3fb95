/** What a mixed worker begins or was told is done. */
export interface MixedStep {
  readonly begin?: 'save' | 'saveMany' | 'delete' | 'label'
  readonly done?: 'save' | 'saveMany' | 'saveNext' | 'delete' | 'label'
  readonly versions: readonly string[]
}

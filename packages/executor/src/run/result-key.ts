/** What tells one result of a run from another. */
export interface ResultPlace {
  readonly manifest_id: string
  readonly case_id: string
  readonly repeat: number
}

/** A text for each place, and another for every other place. */
export function resultKey({ manifest_id, case_id, repeat }: ResultPlace): string {
  return `${repeat} ${manifest_id.length} ${manifest_id} ${case_id}`
}

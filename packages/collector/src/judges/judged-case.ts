/** What a judge may know of the case besides the output. */
export interface JudgedCase {
  /** What the application was asked: its inputs, what the user said. */
  readonly request?: string | undefined
  /** What the author of the case expects, where the case says so. */
  readonly expected?: string | undefined
}

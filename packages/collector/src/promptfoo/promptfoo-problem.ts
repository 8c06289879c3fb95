/** Something in a promptfoo file that has no place in a test case, and so was left out. */
export interface PromptfooProblem {
  /** Where: the file, if it is another than the one that was given, and the place in it, e.g. `tests[0].assert[1].transform`. */
  readonly path: string
  /** What was left out, why, and what to do. */
  readonly message: string
}

/** Where the reader is, and what it has found wrong so far. */
export interface PromptfooPlace {
  readonly path: string
  readonly problems: PromptfooProblem[]
  /** Folder that relative paths start from. */
  readonly baseFolder: string
  /** The whole document, which `$ref` points into. */
  readonly root: unknown
}

/** The place of a member. */
export function placeAt(place: PromptfooPlace, key: string | number): PromptfooPlace {
  const step = typeof key === 'number' ? `[${key}]` : place.path === '' || place.path.endsWith(': ') ? key : `.${key}`
  return { ...place, path: `${place.path}${step}` }
}

/** Notes a problem. */
export function note(place: PromptfooPlace, message: string): void {
  place.problems.push({ path: place.path, message })
}

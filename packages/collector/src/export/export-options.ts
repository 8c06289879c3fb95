/** How results are written; each format takes what concerns it. */
export interface ExportOptions {
  /** `csv`: begin with a byte order mark, without which Excel misreads Chinese. Default: false. */
  readonly byteOrderMark?: boolean
  /** `markdown`, `html`: cases that are listed at most, those that did not pass first. Default: 50, and 2,000 in `html`. */
  readonly maxCases?: number
  /** `github-annotations`: annotations of one kind at most; the site shows 10 of a step. Default: 10. */
  readonly maxAnnotations?: number
  /** `github-annotations`, `junit`: the file that the cases come from, relative to the repository. */
  readonly file?: string
}

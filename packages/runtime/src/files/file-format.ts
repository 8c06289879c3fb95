import type { DifyVersion } from '../values/value.ts'

/**
 * How the text of a file is got: `text` formats are read here as Dify reads them, `document` formats only a server reads, and `unknown`
 * ones Dify refuses.
 */
export function fileFormat(extension: string, dify: DifyVersion): 'text' | 'document' | 'unknown' {
  if (textFormats.has(extension)) return 'text'
  if (dify === '1.12' && sourceFormats.has(extension)) return 'text'
  return documentFormats.has(extension) ? 'document' : 'unknown'
}

const textFormats: ReadonlySet<string> = new Set('.txt .markdown .md .html .htm .xml .json .csv'.split(' '))

/** What 1.12 reads as plain text beside them. */
const sourceFormats: ReadonlySet<string> = new Set(
  (
    '.mdx .c .h .cpp .hpp .cc .cxx .c++ .py .js .ts .jsx .tsx .java .php .rb .go .rs .swift .kt .scala .sh .bash .bat .ps1 .sql .r .m ' +
    '.pl .lua .vim .asm .s .css .scss .less .sass .ini .cfg .conf .toml .env .log .vtt'
  ).split(' '),
)

/** YAML and properties are rewritten by libraries whose output nobody else gives. */
const documentFormats: ReadonlySet<string> = new Set(
  '.pdf .doc .docx .xls .xlsx .ppt .pptx .epub .eml .msg .yaml .yml .properties'.split(' '),
)

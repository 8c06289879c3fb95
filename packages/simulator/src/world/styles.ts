import type { Language } from '../text/language.ts'

/** A way to write a field. */
export interface Style {
  readonly id: string
  readonly field: FieldName
  readonly pattern: RegExp
  readonly phrases: Readonly<Record<Language, string>>
  /** From the field as it stands in the text. */
  readonly format: (raw: string) => string
}

export type FieldName = 'date' | 'amount' | 'code' | 'name'

/** How the fields are called, and found, in either language. */
export const fieldNames: Readonly<Record<FieldName, { readonly zh: string; readonly pattern: RegExp }>> = {
  date: { zh: '日期', pattern: /\bdates?\b|日期/g },
  amount: { zh: '金额', pattern: /\bamounts?\b|\btotals?\b|金额|总额/g },
  code: { zh: '编号', pattern: /\bcodes?\b|编号|代码/g },
  name: { zh: '姓名', pattern: /\bnames?\b|姓名|名字/g },
}

/** Raw dates look like `9.4.2031`, amounts like `48.20`, codes like `kd-77-xz`, names like `Mara Lindt`. */
export const styles: readonly Style[] = [
  {
    id: 'date-slashes',
    field: 'date',
    pattern: /yyyy\/mm\/dd|with slashes|用斜杠/,
    phrases: { en: 'as YYYY/MM/DD', zh: '写成 YYYY/MM/DD' },
    format: (raw) => dateParts(raw).join('/'),
  },
  {
    id: 'date-dashes',
    field: 'date',
    pattern: /yyyy-mm-dd|iso 8601/,
    phrases: { en: 'as YYYY-MM-DD', zh: '写成 YYYY-MM-DD' },
    format: (raw) => dateParts(raw).join('-'),
  },
  {
    id: 'date-digits',
    field: 'date',
    pattern: /yyyymmdd|eight digits|八位数字/,
    phrases: { en: 'as YYYYMMDD', zh: '写成 YYYYMMDD' },
    format: (raw) => dateParts(raw).join(''),
  },
  {
    id: 'amount-cents',
    field: 'amount',
    pattern: /\bin cents\b|以分为单位/,
    phrases: { en: 'in cents', zh: '以分为单位' },
    format: (raw) => raw.replace('.', ''),
  },
  {
    id: 'amount-comma',
    field: 'amount',
    pattern: /\bdecimal comma\b|逗号作小数点/,
    phrases: { en: 'with a decimal comma', zh: '用逗号作小数点' },
    format: (raw) => raw.replace('.', ','),
  },
  {
    id: 'code-capitals',
    field: 'code',
    pattern: /\bcapitals?\b|\bupper ?case\b|大写/,
    phrases: { en: 'in capitals', zh: '用大写字母' },
    format: (raw) => raw.toUpperCase(),
  },
  {
    id: 'code-plain',
    field: 'code',
    pattern: /\b(?:without|no) hyphens\b|去掉连字符/,
    phrases: { en: 'without hyphens', zh: '去掉连字符' },
    format: (raw) => raw.replaceAll('-', ''),
  },
  {
    id: 'name-family-first',
    field: 'name',
    pattern: /\b(?:family|last) name first\b|\bsurname first\b|姓在前/,
    phrases: { en: 'with the family name first', zh: '姓在前' },
    format: (raw) => raw.split(' ').toReversed().join(', '),
  },
  {
    id: 'name-initials',
    field: 'name',
    pattern: /\binitials\b|首字母/,
    phrases: { en: 'as initials', zh: '只写首字母' },
    format: (raw) =>
      raw
        .split(' ')
        .map((part) => `${part.charAt(0)}.`)
        .join(' '),
  },
]

function dateParts(raw: string): string[] {
  const [day = '', month = '', year = ''] = raw.split('.')
  return [year, month.padStart(2, '0'), day.padStart(2, '0')]
}

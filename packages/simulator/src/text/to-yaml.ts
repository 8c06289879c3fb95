/** Plain data as YAML in block style: texts of several lines as literal blocks, every other text in double quotes. */
export function toYaml(value: unknown): string {
  return `${block(value, 0)}\n`
}

function block(value: unknown, depth: number): string {
  const indent = '  '.repeat(depth)
  if (Array.isArray(value)) return value.map((item) => `${indent}- ${nested(item, depth + 1).trimStart()}`).join('\n')
  return Object.entries(value as object)
    .map(([key, item]) => {
      const body = nested(item, depth + 1)
      return `${indent}${key}:${body.startsWith('\n') ? body : ` ${body}`}`
    })
    .join('\n')
}

/** Scalars and empty collections stay on the line; the rest begins on the next. */
function nested(value: unknown, depth: number): string {
  if (typeof value === 'string') return isLiteral(value) ? literal(value, depth) : JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value) && value.length === 0) return '[]'
  if (Object.keys(value).length === 0) return '{}'
  return `\n${block(value, depth)}`
}

function isLiteral(text: string): boolean {
  return text.includes('\n') && !/^\s|\n\s*$|[^\P{Cc}\n]/u.test(text)
}

function literal(text: string, depth: number): string {
  const indent = '  '.repeat(depth)
  return `|-\n${text
    .split('\n')
    .map((line) => (line === '' ? '' : indent + line))
    .join('\n')}`
}

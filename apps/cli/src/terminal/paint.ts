import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Colours text where the stream is a terminal; `NO_COLOR` and `FORCE_COLOR` are respected. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream })
}

/** Colours the lines of a unified diff. */
export function paintDiff(unified: string): string {
  return unified
    .split('\n')
    .map((line) => {
      if (line.startsWith('+++') || line.startsWith('---')) return paint('bold', line)
      if (line.startsWith('+')) return paint('green', line)
      if (line.startsWith('-')) return paint('red', line)
      return line.startsWith('@@') ? paint('cyan', line) : line
    })
    .join('\n')
}

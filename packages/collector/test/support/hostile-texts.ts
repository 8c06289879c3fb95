import fc from 'fast-check'

/** Texts that mean something to one format or another. */
export const hostileTexts: readonly string[] = [
  '=HYPERLINK("http://evil.example","x")',
  '+1+cmd|calc',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  ']]><!--',
  '&amp; &#0; &lt;',
  '_x000D_ _x0041_',
  'a\u0000b\u0007c\u000Bd\u001Be\uFFFEf\uFFFFg',
  'high \uD83D low \uDE00 both \u{1F600}',
  'line 1\nline 2\r\nline 3',
  '::error::x\n::stop-commands::y',
  '| a | b |\n| - | - |',
  '%0A::error::z',
  '中文，"引号"',
  '',
]

/** Any text: the hostile ones, and arbitrary code units. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ unit: 'binary' }),
  fc.array(fc.nat({ max: 0xffff }), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
)

/** What can be left of a text after UTF-8: halves of characters become U+FFFD. */
export function inUtf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8')
}

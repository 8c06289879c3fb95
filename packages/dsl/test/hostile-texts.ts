/** Texts that YAML writers and readers are known to break. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'a boolean of YAML 1.1': 'yes',
  'digits that are a string to some readers only': '000568',
  'document marks': '---\nkey: value\n...\n',
  tabs: '\tindented\tby tabs\t\n\t\n\tand more',
  'line ends of other systems': 'one\r\ntwo\rthree\r\n',
  'control characters': 'nul \0 bell \u0007 escape \u001B delete \u007F c1 \u009F',
  'next line': 'before \u0085 after\u0085',
  'line and paragraph separators': '\u2028one\u2028two\u2029',
  'byte order marks and non-characters': '\uFEFFone\uFEFF two \uFFFE\uFFFF',
  'characters beyond the basic plane': '🤖👩‍👩‍👧 𝒳 한글 مرحبا ‮',
  'twenty thousand characters': 'Every word counts, and none is lost: "quoted", it\'s \\escaped\\. '.repeat(313),
  'blanks at both ends of lines': '  leading\n trailing \n   \nlast  ',
  'indicators of YAML': '- "a": \'b\' # {c}, [d] | > & * ! % @ ` ? : \\\n? - : x\n#no comment\n',
  templates: "{% if a %}{{ a }}{% else %}{{#node.text#}}{% endif %}\n{{#sys.query#}} {# it's #}",
  empty: '',
}

/** Texts that keep the style of most scalars. */
export const friendlyTexts: Readonly<Record<string, string>> = {
  'a sentence': 'Answer the question in one short sentence.',
  'paragraphs with a line break at the end': 'You are careful.\n\nRules\n- be brief\n- it\'s all: "true" # yes\n',
  'Chinese with line breaks at both ends': '\n你是一名助手。\n请用中文回答：{{#start.question#}}\n\n\n',
}

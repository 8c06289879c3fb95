const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '@': '&#64;',
  '://': ':&#47;&#47;',
}

/** Text for a line or a table cell of Markdown, shown as it is: markup, HTML, mentions, links and line breaks lose their meaning. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .replaceAll(/:\/\/|[&<>@]|[\\`*_[\]#|~$]|^[-+]/gu, (found) => entities[found] ?? `\\${found}`)
}

/** A file name, without its ending, for the name of an app: letters and digits of any language, joined by dashes. */
export function fileNameOf(appName: string): string {
  const name = appName
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80)
  return name === '' ? 'app' : name
}

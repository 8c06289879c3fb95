/**
 * The short name of a provider of an app file. Dify before 1.0 wrote `openai`, later ones `langgenius/openai/openai`:
 * author, plugin, provider.
 */
export function providerName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

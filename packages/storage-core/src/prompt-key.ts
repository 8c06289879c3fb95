/** The form of a prompt id under which stores look it up: NFC, so that two spellings of one text are one prompt. */
export function promptKey(promptId: string): string {
  return promptId.normalize('NFC')
}

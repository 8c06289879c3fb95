/** The languages that the simulator reads and writes. */
export type Language = 'en' | 'zh'

/** The language that a text is mostly written in; English where there is nothing to go by. */
export function languageOf(text: string): Language {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0
  const words = text.match(/[A-Za-z]+/g)?.length ?? 0
  return han > words ? 'zh' : 'en'
}

import type { Language } from '../text/language.ts'
import type { Random } from '../random/create-random.ts'

/** Draws invented words, none of which is part of another: labels and phrases that nobody can know beforehand. */
export function drawWords(random: Random, language: Language, count: number): string[] {
  const words: string[] = []
  while (words.length < count) {
    const word = language === 'zh' ? chineseWord(random) : latinWord(random)
    const key = word.toLowerCase()
    const isDistinct = words.every((other) => !other.toLowerCase().includes(key) && !key.includes(other.toLowerCase()))
    if (isDistinct) words.push(word)
  }
  return words
}

function latinWord(random: Random): string {
  const syllables = Array.from({ length: 3 }, () => random.pick(consonants) + random.pick(vowels))
  const word = syllables.join('') + random.pick(endings)
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function chineseWord(random: Random): string {
  return random.sample(characters, 3).join('')
}

const consonants = ['b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z', 'br', 'tr', 'kl', 'vr']
const vowels = ['a', 'e', 'i', 'o', 'u']
const endings = ['x', 'n', 'k', 'l', 'rn', 'm']
const characters = Array.from('岚澜珞瑾霖堇苓芮桦楠榆枫沅沐洛泠溪濯煜炀烨焱珂珀琅琥璟瑶皓睿')

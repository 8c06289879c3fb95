import type { TextSpan } from './finding.ts'

/** Something in a text that must not be printed. */
export interface Secret extends TextSpan {
  readonly kind: 'secret' | 'personal'
  /** What it looks like: `an API key`. */
  readonly what: string
}

/** Forms that keys of well-known services take, and keys, tokens and passwords named as such. */
const secretShapes: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'an API key', pattern: /(?<![\w-])(?:sk|pk|rk)-[\w-]{16,200}/g },
  { what: 'a Dify API key', pattern: /(?<![\w-])(?:app|dataset)-[A-Za-z0-9]{20,64}(?![\w-])/g },
  { what: 'an AWS access key', pattern: /(?<!\w)(?:AKIA|ASIA)[0-9A-Z]{16}(?!\w)/g },
  { what: 'a Google API key', pattern: /(?<!\w)AIza[\w-]{35}(?![\w-])/g },
  { what: 'a GitHub token', pattern: /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{22,255})(?!\w)/g },
  { what: 'a Slack token', pattern: /(?<!\w)xox[abprs]-[\w-]{10,255}/g },
  { what: 'a signed token', pattern: /(?<![\w-])eyJ[\w-]{10,2000}\.[\w-]{10,4000}\.[\w-]{10,1000}/g },
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s]{0,8000}/g },
  { what: 'a bearer token', pattern: /(?<=\bBearer\s)[\w.~+/=-]{16,2000}/gi },
  { what: 'a link with a password', pattern: /(?<=\b[a-z]{2,10}:\/\/[^\s:@/]{1,64}:)[^\s:@/]{3,100}(?=@)/gi },
  {
    what: 'a link with a token',
    pattern:
      /(?<=[?&](?:token|access_token|key|api_key|apikey|secret|sig|signature|auth|password)=)[\w.~%+/-]{8,2000}/gi,
  },
  {
    what: 'a key or password',
    pattern:
      /(?<=(?:api[_-]?key|secret[_-]?key|secret|access[_-]?token|token|password|passwd|密码|密钥|口令|令牌)["'”’]?\s?[:=：]\s?["'“‘]?)[\w.~+/@!$-]{8,200}/gi,
  },
]

/** Every key, token, password, identity number and card number of a text, in order and without overlaps. */
export function findSecrets(text: string): Secret[] {
  const found = [...findCredentials(text), ...findPersonalNumbers(text)]
  let end = -1
  return found
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
    .filter((secret) => {
      if (secret.start < end) return false
      end = secret.end
      return true
    })
}

function findCredentials(text: string): Secret[] {
  return secretShapes.flatMap(({ what, pattern }) =>
    Array.from(text.matchAll(pattern), (match): Secret => spanOf(match, 'secret', what)).filter(
      ({ start, end }) => !isPlaceholder(text.slice(start, end)),
    ),
  )
}

/** `your-api-key`, `xxxxxxxx`, `sk-...`: names of keys, not keys. Real ones mix letters and digits. */
function isPlaceholder(value: string): boolean {
  if (value.startsWith('-----')) return false
  if (/your|example|placeholder|xxxx|\*\*\*|<|\.\.\.|1234567|abcdef|changeme/i.test(value)) return true
  return !/\d/.test(value) || !/[A-Za-z]/.test(value) || new Set(value).size < 6
}

function findPersonalNumbers(text: string): Secret[] {
  const identities = Array.from(text.matchAll(/(?<![\w-])\d{17}[\dXx](?![\w-])/g))
    .filter((match) => isIdentityNumber(match[0]))
    .map((match) => spanOf(match, 'personal', 'an identity number'))
  const cards = Array.from(text.matchAll(/(?<![\w/=#.-])\d{4}(?:[ -]?\d{4}){3}(?![\w-])/g))
    .filter((match) => isCardNumber(match[0]))
    .map((match) => spanOf(match, 'personal', 'a payment card number'))
  return [...identities, ...cards]
}

/** Check digit of Chinese identity numbers: GB 11643-1999. */
function isIdentityNumber(digits: string): boolean {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0)
  return '10X98765432'[sum % 11] === digits[17]?.toUpperCase() && /^\d{6}(?:19|20)/.test(digits)
}

/** Luhn check (ISO/IEC 7812-1). */
function isCardNumber(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '')
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 1 : 2)
      return total + (value > 9 ? value - 9 : value)
    }, 0)
  return sum % 10 === 0 && new Set(digits).size > 2 && /^(?:4|5[1-5]|2[2-7]|35|6[0245])/.test(digits)
}

function spanOf(match: RegExpExecArray, kind: Secret['kind'], what: string): Secret {
  return { start: match.index, end: match.index + match[0].length, kind, what }
}

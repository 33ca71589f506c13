const WORD = /[\p{L}\p{Nd}]+/gu
/** `SDB`, `Failure`, `custom`, `1`: capitals begin a token, as digits do. */
const TOKEN = /\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}+|\p{Nd}+|\p{L}+/gu

interface Token {
  text: string
  lowerCase: string
  /** Whether other tokens stand beside it in its word, with no other character between them. */
  joined: boolean
}

/**
 * A name or a term, cut into tokens as CloudWatch does (*CloudWatch search expression syntax*, Tokenization):
 * characters that are neither letters nor digits separate tokens.
 */
export interface TokenizedText {
  readonly tokens: readonly Token[]
  /** All of them in one: `customcount1`. */
  readonly whole: string
}

export function tokenize(text: string): TokenizedText {
  const tokens = (text.match(WORD) ?? []).flatMap(word => {
    const found = word.match(TOKEN) ?? []
    return found.map(token => ({ text: token, lowerCase: token.toLowerCase(), joined: found.length > 1 }))
  })
  return { tokens, whole: tokens.map(({ lowerCase }) => lowerCase).join('') }
}

/**
 * Whether the tokens of a search term occur in a name, one after the other: "Partial match searches to match a single
 * token are case insensitive", but a composite token, such as `Count1`, is case sensitive.
 */
export function contains(name: TokenizedText, term: TokenizedText): boolean {
  if (term.tokens.length === 0) return false
  if (term.whole === name.whole) return true
  const last = name.tokens.length - term.tokens.length
  for (let start = 0; start <= last; start++) {
    if (term.tokens.every((token, index) => matches(name.tokens[start + index], token))) return true
  }
  return false
}

function matches(token: Token | undefined, wanted: Token): boolean {
  return wanted.joined ? token?.text === wanted.text : token?.lowerCase === wanted.lowerCase
}

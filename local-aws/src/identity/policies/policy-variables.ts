import { compileLike, isLike } from '../../patterns/like.ts'
import { PolicyError, shown } from './policy-error.ts'
import type { ContextKeys } from './request.ts'

/** Only this version has variables; before it, `${aws:username}` is text. */
export const VERSION_WITH_VARIABLES = '2012-10-17'

const VARIABLE = /\$\{([^{}]*)\}/g
/** `aws:username`, or `aws:username, 'nobody'`. */
const NAME_AND_DEFAULT = /^\s*([\w:/.-]+)\s*(?:,\s*'([^']*)'\s*)?$/
/** `${*}`, `${?}` and `${$}` stand for these characters. */
const LITERALS = new Set(['*', '?', '$'])

/** A text of a policy whose variables are filled in for each request; undefined where a variable has no value. */
export type Template = (keys: ContextKeys) => string | undefined

/** The keys of the variables in a text, in lower case; none for `${*}`. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(VARIABLE)]
    .map(([, inner = '']) => NAME_AND_DEFAULT.exec(inner)?.[1]?.toLowerCase())
    .filter(key => key !== undefined)
}

export function hasVariables(text: string): boolean {
  return text.includes('${')
}

/**
 * @param protect protects the value of a variable, where the result is a pattern
 * @throws PolicyError for a variable that cannot be read
 */
export function compileTemplate(text: string, protect: (value: string) => string = value => value): Template {
  const parts: (string | { key: string; otherwise: string | undefined })[] = []
  let end = 0
  for (const match of text.matchAll(VARIABLE)) {
    parts.push(text.slice(end, match.index))
    parts.push(partOf(match[1] as string, text, protect))
    end = match.index + match[0].length
  }
  parts.push(text.slice(end))
  return keys => {
    let filled = ''
    for (const part of parts) {
      if (typeof part === 'string') filled += part
      else {
        const value = keys[part.key] ?? part.otherwise
        // A multivalued key cannot be used as a variable.
        if (typeof value !== 'string') return undefined
        filled += protect(value)
      }
    }
    return filled
  }
}

function partOf(inner: string, text: string, protect: (value: string) => string) {
  if (LITERALS.has(inner)) return protect(inner)
  const [, key, otherwise] = NAME_AND_DEFAULT.exec(inner) ?? []
  if (key === undefined) throw new PolicyError(`The policy variable in ${shown(text)} has no key.`)
  return { key: key.toLowerCase(), otherwise }
}

/** Characters of values that must not act as wildcards are moved here, to where no name of AWS has any. */
const ESCAPES: Readonly<Record<string, string>> = { '*': '\uE000', '?': '\uE001' }

export function escapeWildcards(value: string): string {
  return value.replace(/[*?]/g, character => ESCAPES[character] as string)
}

/** A pattern with variables, whose values are compared literally. */
export function compilePattern(
  pattern: string,
  variables: boolean,
): (text: string, keys: ContextKeys) => boolean {
  if (!variables || !hasVariables(pattern)) {
    return compileLike(pattern)
  }
  const template = compileTemplate(pattern, escapeWildcards)
  return (text, keys) => {
    const filled = template(keys)
    return filled !== undefined && isLike(escapeWildcards(text), filled)
  }
}

/**
 * The texts that the wildcards of a pattern stand for, in the first place where it matches: each as short as possible,
 * the last one to the end where the pattern ends with it.
 */
export function compileGlob(pattern: string): (text: string) => string[] | undefined {
  const [first = '', ...literals] = pattern.split('*')
  return text => {
    const begin = text.indexOf(first)
    if (begin < 0) return undefined
    const parts: string[] = []
    let start = begin + first.length
    for (const [index, literal] of literals.entries()) {
      const toEnd = literal === '' && index === literals.length - 1
      const end = toEnd ? endOfText(text) : text.indexOf(literal, start)
      if (end < 0) return undefined
      parts.push(text.slice(start, end))
      start = end + literal.length
    }
    return parts
  }
}

/** Without the line break that ends what functions print. */
function endOfText(text: string): number {
  return text.endsWith('\n') ? text.length - 1 : text.length
}

/**
 * `*` matches any number of characters, `?` exactly one. If the text after a `*` does not match, that `*` is extended
 * by one character; earlier ones need no second try. The time is therefore bounded by the length of the pattern times
 * the length of the text.
 */
export function isLike(text: string, pattern: string): boolean {
  let [at, next] = [0, 0]
  let star: { at: number; next: number } | undefined
  while (at < text.length) {
    if (pattern[next] === '*') {
      star = { at, next: ++next }
    } else if (pattern[next] === '?' || pattern[next] === text[at]) {
      at++
      next++
    } else if (star) {
      at = ++star.at
      next = star.next
    } else return false
  }
  while (pattern[next] === '*') next++
  return next === pattern.length
}

/** {@link isLike} with a pattern that is used again and again: most have no wildcard, or only match everything. */
export function compileLike(pattern: string): (text: string) => boolean {
  if (pattern === '*') return () => true
  return /[*?]/.test(pattern) ? text => isLike(text, pattern) : text => text === pattern
}

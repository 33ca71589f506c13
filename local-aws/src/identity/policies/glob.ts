/** Whether a text matches. */
export type Matcher = (text: string) => boolean

/** `*` matches any text, `?` one character. The time is bounded by the product of both lengths. */
export function glob(pattern: string): Matcher {
  if (pattern === '*') return () => true
  if (!/[*?]/.test(pattern)) return text => text === pattern
  const star = pattern.indexOf('*')
  // Most patterns in policies are a prefix.
  if (star === pattern.length - 1 && !pattern.includes('?')) {
    const prefix = pattern.slice(0, -1)
    return text => text.startsWith(prefix)
  }
  return text => matches(text, pattern)
}

/** Each `*` takes as little as it can; only the latest one has to be tried again. */
function matches(text: string, pattern: string): boolean {
  let [at, next] = [0, 0]
  let retry: { at: number; next: number } | undefined
  while (at < text.length) {
    if (pattern[next] === '*') retry = { at, next: ++next }
    else if (pattern[next] === '?' || pattern[next] === text[at]) {
      at++
      next++
    } else if (retry) {
      at = ++retry.at
      next = retry.next
    } else return false
  }
  while (pattern[next] === '*') next++
  return next === pattern.length
}

/**
 * The document of a log event: the message itself, or "the first embedded JSON fragment" in it (*Supported logs and
 * discovered fields*).
 */
export function parseFragment(message: string): object | undefined {
  const start = message.indexOf('{')
  if (start < 0) return undefined
  const whole = start === 0 ? parseObject(message) : undefined
  return whole ?? parseObject(message.slice(start, endOfObject(message, start)))
}

function parseObject(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    return undefined
  }
}

/** Behind the brace that closes the one at `start`. */
function endOfObject(text: string, start: number): number {
  let depth = 0
  for (let index = start; index < text.length; index++) {
    const character = text[index]
    if (character === '"') index = endOfString(text, index)
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return index + 1
  }
  return text.length
}

/** At the quotation mark that closes the one at `start`. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === '\\') index++
    else if (text[index] === '"') return index
  }
  return text.length
}

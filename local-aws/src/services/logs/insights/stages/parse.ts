import type { Regex } from '../../regex/regex.ts'
import type { Compiled } from '../compiled.ts'
import { compileGlob } from '../glob.ts'
import { textOf } from '../value.ts'
import { eachRow, type StageMaker } from './stage.ts'

/**
 * Puts parts of a text into slots of each row. "If a log event doesn't match the specified pattern, you still see it in the
 * results, but without the extracted fields" (*parse*).
 */
export function parseStage(
  source: Compiled,
  pattern: string | Regex,
  targets: readonly { slot: number; part: number }[],
): StageMaker {
  const extract = typeof pattern === 'string' ? compileGlob(pattern) : (text: string) => pattern.groups(text)
  return eachRow((row, next) => {
    const parts = extract(textOf(source.read(row)) ?? '')
    for (const { slot, part } of targets) row.values[slot] = parts?.[part]
    next.push(row)
  })
}

import { invalidParameter } from './errors.ts'
import { Regex } from './regex/regex.ts'
import { RegexError } from './regex/syntax.ts'

/** Letters, digits, the supported symbols and operators, blanks, and any ASCII character behind a backslash. */
const SUPPORTED = /^(?:\\[!-~]|[A-Za-z0-9 :_#=@/;,\-^$?[\]{}|*+.])*$/

/** A quarter of a second of work: five filters with two of them may look at each event of a group. */
const MAX_STEPS = 1_000_000

/**
 * Compiles the regular expression between the percent signs of a filter pattern, which is searched for in a time
 * proportional to the text.
 *
 * @throws AwsError `InvalidParameterException` for what *Supported regular expressions (regex) syntax* does not list,
 * such as parentheses
 */
export function compilePatternRegex(source: string): Regex {
  if (!SUPPORTED.test(source)) {
    throw invalid(
      source,
      'use letters, digits, blanks, the symbols : _ # = @ / ; , - and the operators ^ $ ? [ ] { } | \\ * + . only',
    )
  }
  try {
    return new Regex(source, MAX_STEPS)
  } catch (error) {
    if (error instanceof RegexError) throw invalid(source, `it has ${error.message}`)
    throw error
  }
}

const invalid = (source: string, reason: string) =>
  invalidParameter(`Invalid filter pattern: the regular expression %${source}% is not supported: ${reason}.`)

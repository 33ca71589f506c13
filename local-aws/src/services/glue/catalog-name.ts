import { invalidInput } from './errors.ts'

/** "Single-line string pattern": no line break and no other control character but the tab. */
const SINGLE_LINE = /^[\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}\t]*$/u

/**
 * The name as the catalog stores it: "For Hive compatibility, this name is folded to lowercase when it is stored."
 *
 * @throws AwsError `InvalidInputException`
 */
export function catalogName(name: string): string {
  if (name.trim() === '' || !SINGLE_LINE.test(name)) {
    throw invalidInput(`The name ${JSON.stringify(name)} is empty or has control characters.`)
  }
  return name.toLowerCase()
}

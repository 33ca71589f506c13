import { type ParseArgsConfig, parseArgs } from 'node:util'
import { expiredCredentials } from './expired-credentials.ts'
import { TemporaryDirectoryError } from './temporary-directory.ts'

/** An invalid command line. The message says what is wrong and what is valid. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/**
 * Parses options with Node's `parseArgs`.
 *
 * @throws UsageError for options and arguments that the tool does not have
 */
export function parseOptions<const Config extends ParseArgsConfig>(config: Config) {
  try {
    return parseArgs(config)
  } catch (cause) {
    throw new UsageError((cause as Error).message)
  }
}

/** @throws UsageError */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && count >= least && count <= most) return count
  throw new UsageError(
    `${option} takes a whole number from ${least} to ${most}, not ${JSON.stringify(text)}.`,
  )
}

/**
 * @param text undefined if `--stage` is missing
 * @throws UsageError
 */
export function stageName(text = 'dev'): string {
  if (/^[a-z][a-z0-9]{0,11}$/.test(text)) return text
  throw new UsageError(
    `--stage takes 1 to 12 lower-case letters and digits, the first a letter, not ${JSON.stringify(text)}.`,
  )
}

/** @throws UsageError */
export function svgFileName(option: string, text: string, example: string): string {
  if (text.endsWith('.svg')) return text
  throw new UsageError(
    `${option} takes the name of an SVG file, such as ${example}, not ${JSON.stringify(text)}.`,
  )
}

type ErrorClass = abstract new (...args: never[]) => Error

/**
 * The text that a tool prints about the error that ended it.
 *
 * @param explained errors of the tool whose message is enough; others are defects and keep their stack trace
 */
export function failureText(cause: unknown, usage: string, explained: readonly ErrorClass[] = []): string {
  if (!(cause instanceof Error)) return String(cause)
  if (cause instanceof UsageError) return `${cause.message}\n\n${usage}`
  const expired = expiredCredentials(cause)
  if (expired !== undefined) return expired
  return [TemporaryDirectoryError, ...explained].some(type => cause instanceof type)
    ? cause.message
    : (cause.stack ?? cause.message)
}

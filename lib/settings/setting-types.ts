import { emailAddress } from '../../lambda/contracts/email-address.ts'
import type { Setting } from './setting.ts'

/** @throws ConfigError for a value that is not a string with this pattern */
export function text(setting: Setting | undefined, pattern: RegExp, remedy: string): string | undefined {
  if (setting === undefined) return undefined
  const { value } = setting
  return typeof value === 'string' && pattern.test(value) ? value : setting.refuse(remedy)
}

/**
 * An address, with its domain in Punycode. Upper and lower case stay: SNS would take another spelling of the alarm address
 * for another subscription, which must be confirmed again.
 *
 * @throws ConfigError for a value that is not one e-mail address without a name
 */
export function address(setting: Setting | undefined): string | undefined {
  if (setting === undefined) return undefined
  const { value } = setting
  const { data } = emailAddress.safeParse(value)
  if (data === undefined) return setting.refuse('Use one plain e-mail address.')
  return typeof value === 'string' && value.toLowerCase() === data.toLowerCase() ? value : data
}

/** @throws ConfigError for a value that is none of these words */
export function word<Word extends string>(
  setting: Setting | undefined,
  words: readonly Word[],
): Word | undefined {
  if (setting === undefined) return undefined
  const found = words.find(each => each === setting.value)
  return found ?? setting.refuse(`Use ${words.map(each => JSON.stringify(each)).join(' or ')}.`)
}

/** @throws ConfigError for a value that is not a whole number from `least` to `most` */
export function wholeNumber(setting: Setting | undefined, least: number, most: number): number | undefined {
  if (setting === undefined) return undefined
  const number = setting.parsed
  return isWholeNumber(number, least, most)
    ? number
    : setting.refuse(`Use a whole number from ${least} to ${most}.`)
}

/** Whether a value is a whole number from `least` to `most`. */
export function isWholeNumber(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most
}

/** @throws ConfigError for a value that is neither true nor false */
export function flag(setting: Setting | undefined): boolean | undefined {
  if (setting === undefined) return undefined
  const { parsed } = setting
  return typeof parsed === 'boolean' ? parsed : setting.refuse('Use true or false.')
}

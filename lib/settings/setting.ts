import { ConfigError } from './config-error.ts'

/** What a stage can be told, beside its name. */
export const settingKeys = [
  'account',
  'region',
  'sender',
  'alarmAddress',
  'reviewLimits',
  'consumerConcurrency',
  'encoderConcurrency',
  'encoderMemory',
  'clickstream',
  'streamCapacity',
  'streamRetentionHours',
  'streamFanOut',
  'experiments',
] as const

export type SettingKey = (typeof settingKeys)[number]

/** What is written as text even where it looks like a number. */
const TEXTS: readonly string[] = ['account', 'region', 'sender', 'alarmAddress'] satisfies SettingKey[]

export function isSettingKey(key: string): key is SettingKey {
  return (settingKeys as readonly string[]).includes(key)
}

/** One setting as somebody gave it, unchecked. */
export class Setting {
  readonly key: string
  readonly value: unknown
  readonly #source: string

  /** @param source where it was given: `Context`, or the name of a file */
  constructor(source: string, key: string, value: unknown) {
    this.#source = source
    this.key = key
    this.value = value
  }

  /**
   * The value behind the text: the command line gives a number, a truth value and an object as text. Undefined where
   * the text is no JSON.
   */
  get parsed(): unknown {
    if (typeof this.value !== 'string') return this.value
    try {
      return JSON.parse(this.value)
    } catch {
      return undefined
    }
  }

  /** The value as a file has it. */
  get inFile(): unknown {
    return TEXTS.includes(this.key) ? this.value : (this.parsed ?? this.value)
  }

  /** @param remedy what to give instead, in one sentence */
  refuse(remedy: string): never {
    throw new ConfigError(`${this.#source} "${this.key}" is ${JSON.stringify(this.value)}. ${remedy}`)
  }
}

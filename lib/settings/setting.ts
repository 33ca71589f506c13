import { ConfigError } from './config-error.ts'

/** The settings of a stage, in addition to its name. */
export const settingKeys = [
  'account',
  'region',
  'sender',
  'senderIdentity',
  'alarmAddress',
  'runbooks',
  'dashboards',
  'reviewLimits',
  'purchasesArchiveDays',
  'purchaseRetentionDays',
  'videoRetentionDays',
  'consumerConcurrency',
  'encoderConcurrency',
  'encoderMemory',
  'ffmpeg',
  'clickstream',
  'streamCapacity',
  'streamRetentionHours',
  'streamFanOut',
  'lakeRetentionDays',
  'lakeBufferSeconds',
  'basketReminderMinutes',
  'experiments',
] as const

export type SettingKey = (typeof settingKeys)[number]

/** Settings that are text, even if they look like a number. */
const TEXTS: readonly string[] = [
  'account',
  'region',
  'sender',
  'senderIdentity',
  'alarmAddress',
  'runbooks',
  'ffmpeg',
] satisfies SettingKey[]

export function isSettingKey(key: string): key is SettingKey {
  return (settingKeys as readonly string[]).includes(key)
}

/** One unchecked setting. */
export class Setting {
  readonly key: string
  readonly value: unknown
  readonly #source: string

  /** @param source where it comes from: `Context`, or the name of a file */
  constructor(source: string, key: string, value: unknown) {
    this.#source = source
    this.key = key
    this.value = value
  }

  /**
   * The value of text from the command line, which passes numbers, booleans and objects as text. Undefined if the text
   * is not JSON.
   */
  get parsed(): unknown {
    if (typeof this.value !== 'string') return this.value
    try {
      return JSON.parse(this.value)
    } catch {
      return undefined
    }
  }

  /** The value for a settings file. */
  get inFile(): unknown {
    return TEXTS.includes(this.key) ? this.value : (this.parsed ?? this.value)
  }

  /** @param remedy what to use instead, in one sentence */
  refuse(remedy: string): never {
    throw new ConfigError(`${this.#source} "${this.key}" is ${JSON.stringify(this.value)}. ${remedy}`)
  }
}

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from './config-error.ts'
import { isSettingKey, Setting, type SettingKey, settingKeys } from './setting.ts'

/** Values by key, in the order of the file. */
export type SettingValues = Readonly<Partial<Record<SettingKey, unknown>>>

/** `config/<stage>.json`: a JSON object with one property per setting. */
export class SettingsFile {
  /** The name for readers: `config/prod.json`. */
  readonly name: string
  readonly #path: string

  /** @param directory of the stages' files */
  constructor(directory: string, stage: string) {
    this.name = `config/${stage}.json`
    this.#path = join(directory, `${stage}.json`)
  }

  get exists(): boolean {
    return existsSync(this.#path)
  }

  /** @throws ConfigError for content that is not an object, or a property that is not a setting */
  read(): SettingValues {
    const values = this.#parse()
    const unknown = Object.keys(values).find(key => !isSettingKey(key))
    if (unknown !== undefined) {
      this.setting(unknown, values[unknown]).refuse(`No such key: use some of ${settingKeys.join(', ')}.`)
    }
    return values
  }

  setting(key: string, value: unknown): Setting {
    return new Setting(`${this.name}:`, key, value)
  }

  #parse(): Record<string, unknown> {
    let values: unknown
    try {
      // Some editors on Windows start a file with U+FEFF.
      values = JSON.parse(readFileSync(this.#path, 'utf8').replace(/^\uFEFF/, ''))
    } catch (cause) {
      throw new ConfigError(
        `${this.name} cannot be read: ${(cause as Error).message}. Save it as UTF-8, with one JSON object in it, such as ` +
          '{"sender":"shop@example.com"}.',
        { cause },
      )
    }
    if (typeof values === 'object' && values !== null && !Array.isArray(values)) return { ...values }
    throw new ConfigError(
      `${this.name} holds ${JSON.stringify(values)}. Write one JSON object, such as {"sender":"shop@example.com"}.`,
    )
  }
}

/** The text of a file with these values, for copying. */
export function fileText(values: SettingValues): string {
  const keys = settingKeys.filter(key => values[key] !== undefined)
  return JSON.stringify(Object.fromEntries(keys.map(key => [key, values[key]])), null, 2)
}

import { ConfigError } from './config-error.ts'
import { isSettingKey, Setting, type SettingKey, settingKeys } from './setting.ts'
import { text } from './setting-types.ts'
import { fileText, SettingsFile, type SettingValues } from './settings-file.ts'

/** The stage for trying things out, and the only one that takes settings from the command line. */
export const TRIAL_STAGE = 'dev'

/** The AWS CLI's account and region, which the CDK CLI passes as `CDK_DEFAULT_ACCOUNT` and `CDK_DEFAULT_REGION`. */
export interface CliEnvironment {
  readonly account?: string
  readonly region?: string
}

const STAGE = /^[a-z][a-z0-9]{0,11}$/

/**
 * The unchecked settings of one stage, from `config/<stage>.json`. Only the stage `dev` needs no file and also takes
 * `-c key=value`, which overrides the file.
 *
 * A setting with `-c` applies to one command: the next command without it would remove the subscription of the person
 * on call, or destroy the wrong stage.
 */
export class StageSettings {
  readonly stage: string
  readonly #settings: ReadonlyMap<string, Setting>

  /**
   * @param context of the CDK app
   * @param directory of the stages' files
   * @param cli for the proposed text of a missing file
   * @throws ConfigError
   */
  constructor(context: Readonly<Record<string, unknown>>, directory: string, cli: CliEnvironment = {}) {
    const { stage, ...given } = ours(context)
    this.stage =
      text(
        stage === undefined ? undefined : new Setting('Context', 'stage', stage),
        STAGE,
        'Use 1 to 12 lower-case letters and digits, the first a letter.',
      ) ?? TRIAL_STAGE
    refuseUnknown(given)
    const file = new SettingsFile(directory, this.stage)
    if (this.stage !== TRIAL_STAGE) refuseFlags(file, given, cli)
    const inFile = file.exists ? file.read() : {}
    this.#settings = new Map([
      ...Object.entries(inFile).map(([key, value]) => [key, file.setting(key, value)] as const),
      ...Object.entries(given).map(([key, value]) => [key, new Setting('Context', key, value)] as const),
    ])
  }

  get(key: SettingKey): Setting | undefined {
    return this.#settings.get(key)
  }
}

/** The app's own context: keys of the CDK and of other tools have a prefix (`@aws-cdk/…`, `vpc-provider:…`). */
function ours(context: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(context).filter(([key]) => /^[\w-]+$/.test(key)))
}

function refuseUnknown(given: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(given).find(key => !isSettingKey(key))
  if (unknown === undefined) return
  new Setting('Context', unknown, given[unknown]).refuse(
    `No such key: use one of ${['stage', ...settingKeys].join(', ')}.`,
  )
}

function refuseFlags(file: SettingsFile, given: SettingValues, cli: CliEnvironment): void {
  const values = Object.entries(given).map(([key, value]) => [key, new Setting('', key, value).inFile])
  if (!file.exists) {
    const proposed = { ...cli, sender: 'shop@example.com', alarmAddress: 'on-call@example.com' }
    throw new ConfigError(
      `There is no ${file.name}. Every stage except "${TRIAL_STAGE}" has its settings in a committed file, so ` +
        'that no command forgets a setting that another had with -c. Create it with your own addresses:\n' +
        `${fileText({ ...proposed, ...Object.fromEntries(values) })}\n` +
        'Then pass only the stage with -c.',
    )
  }
  const [flag] = Object.keys(given)
  if (flag === undefined) return
  new Setting('Context', flag, given[flag as SettingKey]).refuse(
    `This stage takes its settings only from ${file.name}, so that no later command forgets one. Leave out ` +
      `-c ${flag}, or make the file:\n${fileText({ ...file.read(), ...Object.fromEntries(values) })}`,
  )
}

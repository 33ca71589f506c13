import { ConfigError } from './config-error.ts'
import { isSettingKey, Setting, type SettingKey, settingKeys } from './setting.ts'
import { text } from './setting-types.ts'
import { fileText, SettingsFile, type SettingValues } from './settings-file.ts'

/** The stage of whoever tries things out: it alone takes settings from the command line. */
export const TRIAL_STAGE = 'dev'

/** Where the AWS CLI's configuration points, as the CDK CLI tells the app (`CDK_DEFAULT_ACCOUNT`, `CDK_DEFAULT_REGION`). */
export interface CliEnvironment {
  readonly account?: string
  readonly region?: string
}

const STAGE = /^[a-z][a-z0-9]{0,11}$/

/**
 * The settings of one stage, unchecked: those of `config/<stage>.json`. Only the stage `dev` needs no file, and takes
 * `-c key=value` as well, which comes first.
 *
 * A setting that is given by `-c` holds for one command: the next one without it would take the subscription of who is
 * on call away, or destroy another stage than meant.
 */
export class StageSettings {
  readonly stage: string
  readonly #settings: ReadonlyMap<string, Setting>

  /**
   * @param context of the CDK app
   * @param directory where the files of the stages are
   * @param cli goes into the text of a file that is missing
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

/** Keys of the CDK and of other tools carry a prefix (`@aws-cdk/…`, `aws:cdk:…`, `vpc-provider:…`); a bare word is ours. */
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
      `There is no ${file.name}. Every stage but "${TRIAL_STAGE}" has its settings in a file that is committed, so ` +
        'that no command forgets one that another gave by -c. Create it, with addresses of your own:\n' +
        `${fileText({ ...proposed, ...Object.fromEntries(values) })}\n` +
        'Then give the stage alone by -c.',
    )
  }
  const [flag] = Object.keys(given)
  if (flag === undefined) return
  new Setting('Context', flag, given[flag as SettingKey]).refuse(
    `This stage takes its settings from ${file.name} alone, so that no later command forgets one. Leave out ` +
      `-c ${flag}, or make the file:\n${fileText({ ...file.read(), ...Object.fromEntries(values) })}`,
  )
}

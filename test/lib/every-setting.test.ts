import { Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { type SettingKey, settingKeys } from '../../lib/settings/setting.ts'
import { appWith } from './app-of-stage.ts'

/** A value of each that differs from its default. */
const VALUES: Record<SettingKey, unknown> = {
  account: '111122223333',
  region: 'ap-southeast-1',
  sender: 'orders@shop.de',
  alarmAddress: 'you@shop.de',
  runbooks: 'https://git.shop.de/messaging/docs/runbooks',
  dashboards: true,
  reviewLimits: { EUR: 100, JPY: 9000 },
  consumerConcurrency: 50,
  encoderConcurrency: 300,
  encoderMemory: 10_240,
  ffmpeg: 'arn:aws:lambda:eu-central-1:111122223333:layer:ffmpeg:3',
  clickstream: false,
  streamCapacity: 'on-demand',
  streamRetentionHours: 8760,
  streamFanOut: true,
  lakeRetentionDays: 30,
  lakeBufferSeconds: 0,
  basketReminderMinutes: 1440,
  experiments: true,
}

/** The whole app, checked by cdk-nag, as bin/app.ts does it. */
function synthesize(context: Record<string, unknown>): void {
  const scope = appWith(context)
  Validations.of(scope).addPlugins(new AwsSolutionsChecks())
  scope.synth()
}

test.each(settingKeys)('%s alone synthesizes', key => {
  expect(() => synthesize({ [key]: VALUES[key] })).not.toThrow()
})

test.each(['us-east-1', 'ap-southeast-1', 'us-gov-west-1'])(
  'all together do, in %s and a stage of 12 letters',
  region => {
    expect(() => synthesize({ ...VALUES, stage: 'abcdefghijkl', region })).not.toThrow()
  },
)

test('given as text, as the command line gives them, they do, too', () => {
  const entries = Object.entries(VALUES).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  expect(() => synthesize(Object.fromEntries(entries))).not.toThrow()
})

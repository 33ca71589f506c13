import { Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { settingKeys } from '../../lib/settings/setting.ts'
import { appWith } from './app-of-stage.ts'
import { otherValues } from './setting-values.ts'

/** The whole app, checked by cdk-nag, as bin/app.ts does it. */
function synthesize(context: Record<string, unknown>): void {
  const scope = appWith(context)
  Validations.of(scope).addPlugins(new AwsSolutionsChecks())
  scope.synth()
}

test.each(settingKeys)('%s alone synthesizes', key => {
  expect(() => synthesize({ [key]: otherValues[key] })).not.toThrow()
})

test.each(['us-east-1', 'ap-southeast-1', 'us-gov-west-1'])(
  'all together do, in %s and a stage of 12 letters',
  region => {
    expect(() => synthesize({ ...otherValues, stage: 'abcdefghijkl', region })).not.toThrow()
  },
)

test('given as text, as the command line gives them, they do, too', () => {
  const entries = Object.entries(otherValues).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  expect(() => synthesize(Object.fromEntries(entries))).not.toThrow()
})

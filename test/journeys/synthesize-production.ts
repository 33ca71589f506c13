import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { readConfig } from '../../lib/config.ts'
import { MailStack } from '../../lib/mail/mail-stack.ts'
import { OperationsStack } from '../../lib/operations/operations-stack.ts'
import { bundleFunctions } from '../../lib/packaging/bundling.ts'
import { FunctionBundles } from '../../lib/packaging/function-bundles.ts'
import { ShopStack } from '../../lib/shop/shop-stack.ts'

/*
 * `production-shop.ts` runs this: it writes the shop of a stage with canaries, and the stacks that it needs, to
 * CDK_OUTDIR. STAGE_SETTINGS is the directory of the stage's settings.
 */
const root = join(import.meta.dirname, '../..')
const { STAGE = '', STAGE_SETTINGS = '', CDK_OUTDIR = '' } = process.env
const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'))
const app = new App({
  context: { ...context, stage: STAGE },
  outdir: CDK_OUTDIR,
  analyticsReporting: false,
  autoSynth: false,
  builtinCloudFormationValidation: false,
})
const config = readConfig(app.node, STAGE_SETTINGS)
const functions = new FunctionBundles(await bundleFunctions(root, join(root, '.build/functions')))
const { key: operationsKey, alarmTopics } = new OperationsStack(app, config)
const props = { config, functions, operationsKey, alarmTopics }
const { emails } = new MailStack(app, props)
new ShopStack(app, { ...props, emails })
app.synth()

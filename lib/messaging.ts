import type { App } from 'aws-cdk-lib'
import { readConfig } from './config.ts'
import type { FunctionBundles } from './constructs/function-bundles.ts'
import { MailStack } from './mail/mail-stack.ts'
import { OperationsStack } from './operations/operations-stack.ts'
import { ShopStack } from './shop/shop-stack.ts'

/** Puts the stacks of one stage into the app. */
export function addStacks(app: App, functions: FunctionBundles): void {
  const config = readConfig(app.node)
  const { alarmTopic } = new OperationsStack(app, config)
  const { emails } = new MailStack(app, { config, functions, alarmTopic })
  new ShopStack(app, { config, functions, alarmTopic, emails })
}

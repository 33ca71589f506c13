import { CfnOutput, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Config } from './config.ts'

/** A stack of this application: `Messaging-<stage>-<part>`, tagged with both. */
export class MessagingStack extends Stack {
  constructor(scope: Construct, part: string, config: Config, description: string) {
    const { stage, account, region, terminationProtection } = config
    super(scope, `Messaging-${stage}-${part}`, {
      description,
      env: { account, region },
      terminationProtection,
      tags: { application: 'messaging', stage },
      // The CLI checks the bootstrap version itself before it deploys; the rule would only add a parameter.
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    })
  }

  /** @param key unique in the stack: `PurchasesTopicArn` */
  protected output(key: string, value: string, description: string): void {
    new CfnOutput(this, key, { value, description })
  }
}

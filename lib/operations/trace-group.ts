import { CfnGroup } from 'aws-cdk-lib/aws-xray'
import { Construct } from 'constructs'
import { metricNamespace } from '../constructs/domain.ts'

/**
 * The traces of one stage, by the annotation that each function makes. In it, `annotation.correlationId = "<id>"` finds
 * those of a purchase, a video or a post that X-Ray has sampled, whichever batch its messages came in.
 */
export class TraceGroup extends Construct {
  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id)
    new CfnGroup(this, 'Group', {
      groupName: `Messaging-${stage}`,
      filterExpression: `annotation.Namespace = "${metricNamespace({ stage })}"`,
      // Insights are paid for, and the alarms tell of faults.
      insightsConfiguration: { insightsEnabled: false, notificationsEnabled: false },
    })
  }
}

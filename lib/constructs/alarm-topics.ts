import type { ITopic } from 'aws-cdk-lib/aws-sns'

/** Where the alarms of a stage are told. */
export interface AlarmTopics {
  /** What goes off. */
  readonly alarms: ITopic
  /** What is over. A new alarm is told here, too, when CloudWatch first looks at it and all is well. */
  readonly recoveries: ITopic
}

import type { ITopic } from 'aws-cdk-lib/aws-sns'

/** The topics for the alarms of a stage. */
export interface AlarmTopics {
  /** Alarms that go off. */
  readonly alarms: ITopic
  /** Alarms that end. A new alarm is published here, too, when CloudWatch first evaluates it as OK. */
  readonly recoveries: ITopic
}

import { Stack, Validations } from 'aws-cdk-lib'
import { LambdaApplication } from 'aws-cdk-lib/aws-codedeploy'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { wildcardFinding } from './wildcard-finding.ts'

/** The alias of every function with a canary. */
export const LIVE = 'live'

/**
 * What the canaries of a domain share: their CodeDeploy application, and the role in which CodeDeploy shifts traffic.
 *
 * The role holds what AWSCodeDeployRoleForLambdaLimited does, for the domain's functions instead of all, and without
 * what hooks and revisions in S3 need.
 */
export class Canaries extends Construct {
  readonly application: LambdaApplication
  readonly role: Role

  /** @param applicationName that of the stack */
  constructor(scope: Construct, id: string, applicationName: string) {
    super(scope, id)
    this.application = new LambdaApplication(this, 'Application', { applicationName })
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
      description: `Shifts ${applicationName} to new versions`,
    })
    this.#allowAlarms()
  }

  /** Lets CodeDeploy shift the function's alias {@link LIVE}. */
  allow({ functionArn }: LambdaFunction): void {
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
        resources: [functionArn, `${functionArn}:${LIVE}`],
      }),
    )
  }

  /** CloudWatch asks for all alarms, whichever are named in the request. */
  #allowAlarms(): void {
    const alarms = Stack.of(this).formatArn({ service: 'cloudwatch', resource: 'alarm:*' })
    this.role.addToPolicy(
      new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: [alarms] }),
    )
    Validations.of(this.role).acknowledge({
      id: wildcardFinding(this, alarms),
      reason: 'cloudwatch:DescribeAlarms is decided for all alarms of the region, and only reads.',
    })
  }
}

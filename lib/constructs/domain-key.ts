import { type RemovalPolicy, Stack } from 'aws-cdk-lib'
import { type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'

export interface DomainKeyProps {
  /** Names the alias: `alias/messaging/<stage>/<domain>`. */
  readonly domain: string
  readonly stage: string
  readonly removalPolicy: RemovalPolicy
}

/** AWS services that use a key for a principal, as `kms:ViaService` names them. */
export type KeyUser = 'dynamodb' | 'kinesis' | 's3' | 'sns' | 'sqs'

/**
 * The key of one domain's queues, topics, streams, tables and buckets.
 *
 * A customer-managed key: the one that SQS manages serves no service that sends to a queue. A service principal gets
 * it for named resources of this account only, a role through the service whose data it touches only.
 */
export class DomainKey extends Construct {
  readonly kmsKey: Key

  constructor(scope: Construct, id: string, props: DomainKeyProps) {
    super(scope, id)
    this.kmsKey = new Key(this, 'Key', {
      description: `Messages and data of the domain ${props.domain} (stage ${props.stage})`,
      alias: `messaging/${props.stage}/${props.domain}`,
      enableKeyRotation: true,
      removalPolicy: props.removalPolicy,
    })
  }

  /**
   * Lets a service use the key on behalf of a resource of this account.
   *
   * @param service `sns.amazonaws.com`
   * @param sourceArn the resource, by an ARN that does not refer to it: a reference would make a circle where the
   * resource is encrypted with this key. May hold `*`.
   */
  allowService(service: string, sourceArn: string): void {
    this.kmsKey.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: {
          ArnLike: { 'aws:SourceArn': sourceArn },
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    )
  }

  /** @param actions `kms:Decrypt` to read; with `kms:GenerateDataKey`, to write (SQS, Key management) */
  grantThrough(service: KeyUser, grantee: IGrantable, ...actions: string[]): void {
    const { region, urlSuffix } = Stack.of(this)
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions,
        resources: [this.kmsKey.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `${service}.${region}.${urlSuffix}` } },
      }),
    )
  }
}

import { type RemovalPolicy, Stack } from 'aws-cdk-lib'
import { type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'

export interface DomainKeyProps {
  /** Part of the alias: `alias/messaging/<stage>/<domain>`. */
  readonly domain: string
  readonly stage: string
  readonly removalPolicy: RemovalPolicy
}

/** AWS services that use a key on behalf of a principal, by their names in `kms:ViaService`. */
export type KeyUser = 'dynamodb' | 'kinesis' | 's3' | 'sns' | 'sqs'

/**
 * The key of a domain's queues, topics, streams, tables and buckets.
 *
 * It is customer-managed, because the key that SQS manages does not work with services that send to a queue. A service
 * principal may use it only for named resources of this account, and a role only through the service with the data.
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
   * @param sourceArn an ARN that does not refer to the resource: a reference would be circular if the resource is
   * encrypted with this key. May contain `*`.
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

import { type RemovalPolicy, Stack } from 'aws-cdk-lib'
import { CfnGlobalTable } from 'aws-cdk-lib/aws-dynamodb'
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { tableName } from '../names/table-name.ts'
import type { Domain } from './domain.ts'
import { refuse } from './refusal.ts'
import { refuseAttributes, refuseRestorableDays, type TableIndex } from './table-attributes.ts'

interface TableProps {
  readonly domain: Domain
  /** The partition key, a string. */
  readonly key: string
  /** The sort key, a string, by which the items of a partition are ordered. @default - one item per partition */
  readonly sortKey?: string
  /** How far back it can be restored, in days, 1 to 35. @default 35 */
  readonly restorableDays?: number
  /** Indexes with all attributes. @default - none */
  readonly indexes?: readonly TableIndex[]
  /** What happens to it when its stack is deleted. @default - the domain's setting */
  readonly removalPolicy?: RemovalPolicy
}

/** How long a table keeps its items. */
type Lifetime =
  | {
      /** The attribute with the expiry of an item, in seconds since 1970. */
      readonly expiry: string
      readonly withoutExpiry?: undefined
    }
  | {
      readonly expiry?: undefined
      /** Why items do not expire, and what ends them, in one sentence. It is in the template's metadata. */
      readonly withoutExpiry: string
    }

export type DomainTableProps = TableProps & Lifetime

/** The item actions that a function can be granted. */
export type ItemAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'Scan'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem'

/** The metadata of a table whose items do not expire: why. */
const WITHOUT_EXPIRY = 'withoutExpiry'

const READS: readonly ItemAction[] = ['GetItem', 'BatchGetItem', 'Query', 'Scan']

/**
 * The key actions that CDK grants to whoever reads or writes an encrypted table. DynamoDB's guide (Encryption at rest:
 * usage notes) asks for them on behalf of "the principal who makes the selection" of the key, and records only
 * `kms:Decrypt` for requests about items.
 */
const READING = ['kms:Decrypt', 'kms:DescribeKey']
const WRITING = [...READING, 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo']

/**
 * An on-demand table that is encrypted with its domain's key and can be restored to any second of the last 35 days, if
 * it does not say otherwise.
 *
 * It is named `<stack>-<construct>`: CloudFormation imports a retained table into a stack by its name, and without an
 * import, a deployment stops at the name instead of working with an empty table (docs/redeploy-prod.md). It has no
 * deletion protection, which would stop the rollback of a failed first deployment.
 *
 * TableV2 makes the same resource, but takes a customer-managed key only in a stack that names its region, and these
 * stacks deploy to the region that the CLI is set to.
 */
export class DomainTable extends Construct {
  readonly #table: CfnGlobalTable
  readonly tableName: string
  readonly #domain: Domain
  readonly #indexes: readonly TableIndex[]

  constructor(scope: Construct, id: string, props: DomainTableProps) {
    super(scope, id)
    refuseAttributes(this, props)
    refuseRestorableDays(this, props.restorableDays)
    this.#domain = props.domain
    this.#indexes = props.indexes ?? []
    this.#table = new CfnGlobalTable(this, 'Table', {
      tableName: tableName(this),
      attributeDefinitions: attributeDefinitions(props, ...this.#indexes),
      keySchema: keySchema(props),
      ...(this.#indexes.length > 0 && { globalSecondaryIndexes: this.#indexes.map(secondaryIndex) }),
      billingMode: 'PAY_PER_REQUEST',
      sseSpecification: { sseEnabled: true, sseType: 'KMS' },
      replicas: [this.#replica(props)],
      ...(props.expiry !== undefined && {
        timeToLiveSpecification: { enabled: true, attributeName: props.expiry },
      }),
    })
    if (props.withoutExpiry !== undefined) this.#table.addMetadata(WITHOUT_EXPIRY, props.withoutExpiry)
    this.tableName = this.#table.ref
    this.#table.applyRemovalPolicy(props.removalPolicy ?? props.domain.removalPolicy)
  }

  /** A transaction needs the actions of its parts: an update in it needs `UpdateItem`. */
  grant(grantee: IGrantable, ...actions: ItemAction[]): void {
    this.#grant(grantee, this.#table.attrArn, actions)
  }

  /**
   * Lets a principal query an index, but not the table itself.
   *
   * @throws RefusedError if the table has no such index
   */
  grantQuery(grantee: IGrantable, index: string): void {
    const names = this.#indexes.map(({ name }) => name)
    if (!names.includes(index)) {
      refuse(this, `It has no index "${index}".`, `Its indexes are: ${names.join(', ') || 'none'}.`)
    }
    this.#grant(grantee, `${this.#table.attrArn}/index/${index}`, ['Query'])
  }

  #grant(grantee: IGrantable, resource: string, actions: readonly ItemAction[]): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: actions.map(action => `dynamodb:${action}`), resources: [resource] }),
    )
    const writes = actions.some(action => !READS.includes(action))
    this.#domain.key.grantThrough('dynamodb', grantee, ...(writes ? WRITING : READING))
  }

  #replica({ domain, restorableDays }: TableProps): CfnGlobalTable.ReplicaSpecificationProperty {
    return {
      region: Stack.of(this).region,
      sseSpecification: { kmsMasterKeyId: domain.key.kmsKey.keyArn },
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        ...(restorableDays !== undefined && { recoveryPeriodInDays: restorableDays }),
      },
    }
  }
}

/** The keys of a table or an index. */
interface Keys {
  readonly key: string
  readonly sortKey?: string
}

function keySchema({ key, sortKey }: Keys): CfnGlobalTable.KeySchemaProperty[] {
  const partition = { attributeName: key, keyType: 'HASH' }
  return sortKey === undefined ? [partition] : [partition, { attributeName: sortKey, keyType: 'RANGE' }]
}

function attributeDefinitions(...keys: Keys[]): CfnGlobalTable.AttributeDefinitionProperty[] {
  const names = keys.flatMap(keySchema).map(({ attributeName }) => attributeName)
  return [...new Set(names)].map(attributeName => ({ attributeName, attributeType: 'S' }))
}

function secondaryIndex(index: TableIndex): CfnGlobalTable.GlobalSecondaryIndexProperty {
  return { indexName: index.name, keySchema: keySchema(index), projection: { projectionType: 'ALL' } }
}

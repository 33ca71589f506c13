import { Stack } from 'aws-cdk-lib'
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena'
import { Construct } from 'constructs'
import type { Domain } from '../../constructs/domain.ts'
import { workgroupName } from '../../names/lake-names.ts'
import { RESULTS } from './lake-layout.ts'
import type { SavedQuery } from './saved-queries.ts'

export interface LakeWorkgroupProps {
  readonly domain: Domain
  readonly bucketName: string
  readonly database: string
  readonly savedQueries: readonly SavedQuery[]
}

/**
 * The most that a query may read: at 5 USD per TB, half a dollar. A shard at its limit fills it in about ten days, so a
 * query of hours stays far below, and one that forgot `hour` is stopped.
 */
const MOST_BYTES_A_QUERY = 100_000_000_000

/** Who queries the lake: what a query may read, where its results go, and the queries that are saved. */
export class LakeWorkgroup extends Construct {
  readonly workgroupName: string

  constructor(scope: Construct, id: string, props: LakeWorkgroupProps) {
    super(scope, id)
    const { domain, bucketName, database } = props
    const workgroup = new CfnWorkGroup(this, 'Workgroup', {
      name: workgroupName(this),
      description: `Queries of the lake (stage ${domain.stage})`,
      // Named queries and the history of queries go with it; without this, its stack could not be deleted.
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        bytesScannedCutoffPerQuery: MOST_BYTES_A_QUERY,
        publishCloudWatchMetricsEnabled: true,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: `s3://${bucketName}/${RESULTS}`,
          expectedBucketOwner: Stack.of(this).account,
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: domain.key.kmsKey.keyArn },
        },
      },
    })
    this.workgroupName = workgroup.ref
    for (const { name, description, sql } of props.savedQueries) {
      new CfnNamedQuery(this, name, {
        // A folder of the stage, as that of the saved queries of Logs Insights.
        name: `Messaging-${domain.stage}/${name}`,
        description,
        database,
        queryString: sql,
        workGroup: workgroup.ref,
      })
    }
  }
}

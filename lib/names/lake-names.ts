import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena'
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose'
import type { Construct } from 'constructs'
import { type NameRules, pathName } from './path-name.ts'

/** Firehose, CreateDeliveryStream, DeliveryStreamName: "Maximum length of 64", "[a-zA-Z0-9_.-]+". */
const DELIVERY: NameRules = { takes: 'Firehose takes', dots: true, maximumLength: 64 }

/** Athena, CreateWorkGroup, Name: "[a-zA-Z0-9._-]{1,128}". */
const WORKGROUP: NameRules = { takes: 'Athena takes', dots: true, maximumLength: 128 }

/**
 * The name of a delivery stream: `<stack>-<construct>`.
 *
 * @throws RefusedError for a name that Firehose refuses, or that another delivery stream of the stack has
 */
export function deliveryStreamName(construct: Construct): string {
  return pathName(
    construct,
    DELIVERY,
    (each, name) => each instanceof CfnDeliveryStream && each.deliveryStreamName === name,
  )
}

/**
 * The name of a workgroup: `<stack>-<construct>`.
 *
 * @throws RefusedError for a name that Athena refuses, or that another workgroup of the stack has
 */
export function workgroupName(construct: Construct): string {
  return pathName(construct, WORKGROUP, (each, name) => each instanceof CfnWorkGroup && each.name === name)
}

/** The Glue database of a stage: `messaging_<stage>`, since Athena takes lower case and underscores. */
export function databaseName(stage: string): string {
  return `messaging_${stage}`
}

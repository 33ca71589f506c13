import { Stack } from 'aws-cdk-lib'
import { CfnStream } from 'aws-cdk-lib/aws-kinesis'
import type { Construct } from 'constructs'
import { pathName } from './path-name.ts'
import { refuse } from './refusal.ts'

/** Kinesis, CreateStream, StreamName: "Minimum length of 1. Maximum length of 128", "[a-zA-Z0-9_.-]+". */
const MAXIMUM_LENGTH = 128
const REFUSED = /[^A-Za-z0-9_.-]/

/**
 * The name of a stream: `<stack>-<construct>`.
 *
 * @throws RefusedError for one that Kinesis refuses, and for one that another stream of the stack has
 */
export function streamName(construct: Construct): string {
  const name = pathName(construct)
  const [refused] = name.match(REFUSED) ?? []
  if (refused !== undefined) {
    refuse(
      construct,
      `Its name ${name} holds ${JSON.stringify(refused)}: Kinesis takes a to z, A to Z, 0 to 9, - _ and the dot.`,
      'Rename the id that holds it.',
    )
  }
  if (name.length > MAXIMUM_LENGTH) {
    refuse(
      construct,
      `Its name ${name} has ${name.length} characters.`,
      `Shorten the ids to ${MAXIMUM_LENGTH} in all.`,
    )
  }
  const other = Stack.of(construct)
    .node.findAll()
    .find(each => each instanceof CfnStream && each.name === name)
  if (other !== undefined) {
    refuse(construct, `Its name ${name} is taken by ${other.node.path}.`, 'Rename one of the ids.')
  }
  return name
}

import { CfnStream } from 'aws-cdk-lib/aws-kinesis'
import type { Construct } from 'constructs'
import { type NameRules, pathName } from './path-name.ts'

/** Kinesis, CreateStream, StreamName: "Minimum length of 1. Maximum length of 128", "[a-zA-Z0-9_.-]+". */
const RULES: NameRules = { takes: 'Kinesis takes', dots: true, maximumLength: 128 }

/**
 * The name of a stream: `<stack>-<construct>`.
 *
 * @throws RefusedError for a name that Kinesis refuses, or that another stream of the stack has
 */
export function streamName(construct: Construct): string {
  return pathName(construct, RULES, (each, name) => each instanceof CfnStream && each.name === name)
}

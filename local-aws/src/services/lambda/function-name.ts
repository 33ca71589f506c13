import { AwsError } from '../../aws-error.ts'

/** The qualifier of the version that can be changed. */
export const LATEST = '$LATEST'

/** A function as callers name it. */
export interface FunctionReference {
  name: string
  /** A version, the name of an alias or `$LATEST`; undefined where none is given. */
  qualifier: string | undefined
}

/**
 * What callers may write for a function: `name`, the ARN or the partial ARN (`123456789012:function:name`), each
 * with or without `:qualifier`.
 *
 * @param qualifier given apart, as the query parameter `Qualifier` of an API call
 * @throws AwsError `InvalidParameterValueException` for two qualifiers that differ
 */
export function functionReference(reference: string, qualifier?: string | null): FunctionReference {
  const afterArn = /(?:^|:)function:(.+)$/.exec(reference)?.[1] ?? reference
  const [name = '', own] = afterArn.split(':')
  if (own && qualifier && own !== qualifier) {
    throw new AwsError(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
      { members: { Type: 'User' } },
    )
  }
  return { name, qualifier: own || qualifier || undefined }
}

/** The name in what callers may write for a function. */
export function functionNameOf(reference: string): string {
  return functionReference(reference).name
}

/** With the qualifier that an ARN without one stands for. */
export function qualifiedArn(arn: string): string {
  return functionReference(arn).qualifier === undefined ? `${arn}:${LATEST}` : arn
}

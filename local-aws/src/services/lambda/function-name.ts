import { AwsError } from '../../aws-error.ts'

/** The qualifier of the unpublished version, which can be changed. */
export const LATEST = '$LATEST'

/** A reference to a function in a request. */
export interface FunctionReference {
  name: string
  /** A version, the name of an alias or `$LATEST`; undefined if none is given. */
  qualifier: string | undefined
}

/**
 * Parses a reference to a function: `name`, the ARN or the partial ARN (`123456789012:function:name`), each with or
 * without `:qualifier`.
 *
 * @param qualifier a separate qualifier, such as the query parameter `Qualifier` of an API call
 * @throws AwsError `InvalidParameterValueException` for two different qualifiers
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

/** The name in a reference to a function. */
export function functionNameOf(reference: string): string {
  return functionReference(reference).name
}

/** Adds `$LATEST` to an ARN without a qualifier. */
export function qualifiedArn(arn: string): string {
  return functionReference(arn).qualifier === undefined ? `${arn}:${LATEST}` : arn
}

import { DEFAULT_SMALLEST_TRANSITION } from '../bucket-settings.ts'
import { LIFECYCLE, lifecycleRules, lifecycleXml } from '../configuration/lifecycle-rule.ts'
import { invalidRequest, s3Error } from '../errors.ts'
import type { S3Operation } from '../operation.ts'
import { parseXml, xmlDocument } from '../xml-document.ts'
import type { BucketOperation } from './bucket-operation.ts'

const SMALLEST_TRANSITION = 'x-amz-transition-default-minimum-object-size'

/** @throws AwsError `InvalidRequest` */
function smallestTransition(asked = DEFAULT_SMALLEST_TRANSITION): string {
  if (asked === DEFAULT_SMALLEST_TRANSITION || asked === 'varies_by_storage_class') return asked
  throw invalidRequest(`Invalid TransitionDefaultMinimumObjectSize found: ${asked}`)
}

/**
 * Put, get and delete a bucket's lifecycle rules. Nothing executes them: the process ends before they would delete
 * anything.
 *
 * @param newId creates the id of a rule without one
 */
export function lifecycleOperations(operation: BucketOperation, newId: () => string): S3Operation[] {
  return [
    operation('PutBucketLifecycleConfiguration', 'PUT', 'lifecycle', ({ settings }, { body, headers }) => {
      settings.smallestTransition = smallestTransition(headers[SMALLEST_TRANSITION] as string | undefined)
      settings.lifecycle = lifecycleRules(parseXml(body, 'LifecycleConfiguration', LIFECYCLE), newId)
      return { headers: { [SMALLEST_TRANSITION]: settings.smallestTransition } }
    }),
    operation('GetBucketLifecycleConfiguration', 'GET', 'lifecycle', ({ name, settings }) => {
      if (settings.lifecycle) {
        return {
          headers: { [SMALLEST_TRANSITION]: settings.smallestTransition },
          body: xmlDocument('LifecycleConfiguration', lifecycleXml(settings.lifecycle)),
        }
      }
      throw s3Error(404, 'NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', {
        BucketName: name,
      })
    }),
    operation('DeleteBucketLifecycle', 'DELETE', 'lifecycle', ({ settings }) => {
      settings.lifecycle = undefined
      return undefined
    }),
  ]
}

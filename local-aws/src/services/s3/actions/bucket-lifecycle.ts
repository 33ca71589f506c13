import { LIFECYCLE, lifecycleRules, lifecycleXml } from '../configuration/lifecycle-rule.ts'
import { s3Error } from '../errors.ts'
import type { S3Operation } from '../operation.ts'
import { parseXml, xmlDocument } from '../xml-document.ts'
import type { BucketOperation } from './bucket-operation.ts'

/**
 * Put, get and delete a bucket's lifecycle rules. Nothing executes them: the process ends before they would delete
 * anything.
 *
 * @param newId creates the id of a rule without one
 */
export function lifecycleOperations(operation: BucketOperation, newId: () => string): S3Operation[] {
  return [
    operation('PutBucketLifecycleConfiguration', 'PUT', 'lifecycle', ({ settings }, { body }) => {
      settings.lifecycle = lifecycleRules(parseXml(body, 'LifecycleConfiguration', LIFECYCLE), newId)
      return undefined
    }),
    operation('GetBucketLifecycleConfiguration', 'GET', 'lifecycle', ({ name, settings }) => {
      if (settings.lifecycle) {
        return { body: xmlDocument('LifecycleConfiguration', lifecycleXml(settings.lifecycle)) }
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

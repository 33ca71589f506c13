import { s3Error } from '../errors.ts'
import type { S3Operation } from '../operation.ts'
import { parseXml, xmlDocument } from '../xml-document.ts'
import type { BucketOperation } from './bucket-operation.ts'
import { lifecycleRules, lifecycleXml } from './lifecycle-rule.ts'

/**
 * Lifecycle rules are checked, kept and shown, and never acted upon: what they would delete days or months later ends
 * with the process.
 *
 * @param newId makes the id of a rule that came without
 */
export function lifecycleOperations(operation: BucketOperation, newId: () => string): S3Operation[] {
  return [
    operation('PutBucketLifecycleConfiguration', 'PUT', 'lifecycle', ({ settings }, { body }) => {
      settings.lifecycle = lifecycleRules(parseXml(body, 'LifecycleConfiguration'), newId)
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

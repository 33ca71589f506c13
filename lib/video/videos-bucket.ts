import { Duration } from 'aws-cdk-lib'
import type { IGrantable } from 'aws-cdk-lib/aws-iam'
import { type CorsRule, HttpMethods } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { RENDITIONS, UPLOADS } from '../../lambda/contracts/video.ts'
import type { Domain } from '../constructs/domain.ts'
import { DomainBucket } from '../constructs/domain-bucket.ts'

/** Lets a function read uploads and write renditions. */
export function grantEncoding(bucket: DomainBucket, encoder: IGrantable): void {
  bucket.grant(encoder, `${UPLOADS}*`, 'GetObject')
  bucket.grant(encoder, `${RENDITIONS}*`, 'PutObject')
}

/**
 * The presigned URL is the permission, so pages of any site may use one: to send a file, and to play a rendition. Pages
 * see only the response headers that are exposed.
 */
const CORS: CorsRule = {
  allowedMethods: [HttpMethods.PUT, HttpMethods.GET, HttpMethods.HEAD],
  allowedOrigins: ['*'],
  allowedHeaders: ['content-type', 'if-none-match', 'range'],
  exposedHeaders: ['ETag', 'Content-Length', 'Content-Range', 'x-amz-request-id', 'x-amz-id-2'],
  maxAge: 3600,
}

/** The bucket for uploads and renditions. */
export class VideosBucket extends DomainBucket {
  /** @param kept how long renditions and outcomes are kept */
  constructor(scope: Construct, id: string, domain: Domain, kept: Duration) {
    super(scope, id, {
      domain,
      name: 'videos',
      // A day longer than dead letters are kept, because a redrive needs the upload.
      expiries: { [UPLOADS]: Duration.days(15), [RENDITIONS]: kept },
      cors: CORS,
      withoutAccessLogs:
        'Functions, which log, and presigned requests of an hour at most access the objects; a log of these would keep the addresses of viewers.',
    })
  }
}

import { Duration } from 'aws-cdk-lib'
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { Construct } from 'constructs'
import { RENDITIONS, UPLOADS } from '../../lambda/contracts/video.ts'
import type { Domain } from '../constructs/domain.ts'
import type { DomainBucket } from '../constructs/domain-bucket.ts'
import { DomainFunction } from '../constructs/domain-function.ts'
import type { DomainTable } from '../constructs/domain-table.ts'
import { SignedHttpApi } from '../constructs/signed-http-api.ts'

export interface VideosApiProps {
  readonly domain: Domain
  readonly bucket: DomainBucket
  /** The read model. */
  readonly videos: DomainTable
}

/** The API for clients of the video site: announce a video and follow it; and what the links in its mails open. */
export class VideosApi extends Construct {
  readonly url: string

  constructor(scope: Construct, id: string, props: VideosApiProps) {
    super(scope, id)
    const api = new SignedHttpApi(this, 'Videos', {
      domain: props.domain,
      description: `The video site (stage ${props.domain.stage}): upload videos and follow them`,
    })
    api.route(HttpMethod.POST, '/videos', this.#upload(props))
    api.route(HttpMethod.GET, '/videos/{id}', this.#status(props))
    api.openRoute(HttpMethod.GET, '/videos/{id}/files/{file}', this.#link(props), {
      reason: 'The token in the link is the authorization: people who open a mail have no credentials.',
      // Each mail has a handful of links, and scanners follow all of them.
      rateLimit: 50,
      burstLimit: 100,
    })
    this.url = api.api.apiEndpoint
  }

  #upload({ domain, bucket, videos }: VideosApiProps): DomainFunction {
    const upload = new DomainFunction(this, 'Upload', {
      domain,
      function: 'video/upload',
      description: 'Registers a video and returns the request that uploads it',
      timeout: Duration.seconds(10),
      environment: { VIDEOS_TABLE: videos.tableName, BUCKET: bucket.bucketName },
    })
    videos.grant(upload, 'PutItem')
    // It puts nothing there itself, but a presigned request has the permissions of its signer.
    bucket.grant(upload, `${UPLOADS}*`, 'PutObject')
    return upload
  }

  #status({ domain, bucket, videos }: VideosApiProps): DomainFunction {
    const status = new DomainFunction(this, 'Status', {
      domain,
      function: 'video/status',
      description: 'Returns the status of a video, with links to its renditions',
      timeout: Duration.seconds(10),
      environment: { VIDEOS_TABLE: videos.tableName, BUCKET: bucket.bucketName },
    })
    videos.grant(status, 'GetItem')
    bucket.grant(status, `${RENDITIONS}*`, 'GetObject')
    return status
  }
  #link({ domain, bucket, videos }: VideosApiProps): DomainFunction {
    const link = new DomainFunction(this, 'Link', {
      domain,
      function: 'video/link',
      description: 'Opens a file of an encoded video by the link in a mail',
      timeout: Duration.seconds(10),
      environment: { VIDEOS_TABLE: videos.tableName, BUCKET: bucket.bucketName },
    })
    videos.grant(link, 'GetItem')
    bucket.grant(link, `${RENDITIONS}*`, 'GetObject')
    // S3 says that there is no object only to those who may list the bucket.
    bucket.grantList(link)
    return link
  }
}

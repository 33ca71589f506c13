import type { Clock } from '@messaging-on-aws/local-aws'
import type { DeadLetter } from '../../tools/clients/dead-letters.ts'
import type { InboxMail } from '../../tools/clients/inbox.ts'
import type { StackOutputs } from '../../tools/clients/stack-outputs.ts'
import { VideoSite, type VideoStatus } from '../../tools/clients/video/video-site.ts'
import { eventually, Messaging } from './messaging.ts'

/** The video site of the synthesized stacks. */
export class Site<C extends Clock> {
  readonly messaging: Messaging<C>
  readonly outputs: StackOutputs
  readonly videos: VideoSite

  private constructor(messaging: Messaging<C>, outputs: StackOutputs) {
    this.messaging = messaging
    this.outputs = outputs
    this.videos = new VideoSite(messaging.request, outputs('VideoApiUrl'))
  }

  static async on<C extends Clock>(clock: C): Promise<Site<C>> {
    const messaging = await Messaging.on(clock)
    return new Site(messaging, await messaging.outputs('Video'))
  }

  async close(): Promise<void> {
    await this.messaging.close()
  }

  /** @returns the id of the video, whose uploader is `<uploader>@example.com` */
  upload(uploader: string, content: Buffer, contentType = 'video/mp4'): Promise<string> {
    const video = { title: `A video of ${uploader}`, uploaderEmail: `${uploader}@example.com`, contentType }
    return this.videos.upload(video, content)
  }

  ended(videoId: string): Promise<VideoStatus> {
    return eventually(async () => {
      const status = await this.videos.status(videoId)
      return status.status === 'encoded' || status.status === 'rejected' ? status : undefined
    })
  }

  /** The mails that the uploader has got, once there is one. */
  mails(uploader: string): Promise<InboxMail[]> {
    return eventually(async () => {
      const mails = await this.messaging.inbox(`${uploader}@example.com`)
      return mails.length > 0 ? mails : undefined
    })
  }

  /** The dead letter of a video, once it is there. */
  deadLetter(videoId: string): Promise<DeadLetter> {
    return eventually(async () => {
      const letters = await this.messaging.deadLetters(this.outputs('UploadsDeadLetterQueueUrl'))
      return letters.find(({ body }) => body.includes(videoId))
    })
  }

  /** Every message that follows from what was uploaded so far has been worked on. */
  async settled(): Promise<void> {
    await this.messaging.drained(this.outputs('UploadsQueueUrl'))
    await this.messaging.drained(this.outputs('EncodedQueueUrl'))
    await this.messaging.drained((await this.messaging.outputs('Mail'))('EmailsQueueUrl'))
  }
}

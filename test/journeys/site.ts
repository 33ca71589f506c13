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
  readonly #aSecondPasses: () => Promise<void>

  private constructor(messaging: Messaging<C>, outputs: StackOutputs, aSecondPasses: () => Promise<void>) {
    this.messaging = messaging
    this.outputs = outputs
    this.#aSecondPasses = aSecondPasses
    this.videos = new VideoSite(messaging.request, outputs('VideoApiUrl'))
  }

  /** @param aSecondPasses steps a clock that does not go by itself: a mail waits for a second for others */
  static async on<C extends Clock>(clock: C, aSecondPasses = async () => {}): Promise<Site<C>> {
    const messaging = await Messaging.on(clock)
    return new Site(messaging, await messaging.outputs('Video'), aSecondPasses)
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
      if (mails.length > 0) return mails
      await this.#areMailsSent()
      return undefined
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
    await eventually(() => this.#areMailsSent())
  }

  /** Whether no mail waits to be sent. Time passes only while one does, so that nothing else becomes late. */
  async #areMailsSent(): Promise<boolean> {
    const waiting = await this.messaging.depth((await this.messaging.outputs('Mail'))('EmailsQueueUrl'))
    if (waiting > 0) await this.#aSecondPasses()
    return waiting === 0
  }
}

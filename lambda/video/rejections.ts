import {
  MAXIMUM_DURATION_SECONDS,
  MAXIMUM_FRAME_PIXELS,
  MAXIMUM_SIDE_PIXELS,
  MINIMUM_SIDE_PIXELS,
  type Rejection,
  type RejectionCode,
} from '../contracts/video.ts'
import { PermanentFailure } from '../queue/failures.ts'

/** What the encoder failed at is told to the uploader, too, but it counts as missed. */
export function isOurFault(code: RejectionCode): boolean {
  return code === 'encoder-failed'
}

/** A video that cannot be encoded; retries do not help. */
export class VideoRejected extends PermanentFailure {
  override readonly name: string = 'VideoRejected'
  override readonly isVerdict: boolean
  /** The code and the detail for the uploader. */
  readonly rejection: Rejection

  /**
   * @param detail text for the uploader, without any text from the file
   * @param cause additional text for the log
   */
  constructor(code: RejectionCode, detail: string, cause?: string) {
    super(cause ? `${detail} (${cause})` : detail)
    this.rejection = { code, detail }
    this.isVerdict = !isOurFault(code)
  }
}

export class EmptyUpload extends VideoRejected {
  override readonly name = 'EmptyUpload'

  constructor() {
    super('empty', 'The file is empty.')
  }
}

export class UploadTooLarge extends VideoRejected {
  override readonly name = 'UploadTooLarge'

  constructor(bytes: number, maximumBytes: number) {
    super('too-large', `The file has ${bytes} bytes; the limit is ${maximumBytes}.`)
  }
}

export class NotAVideo extends VideoRejected {
  override readonly name = 'NotAVideo'

  constructor() {
    super('not-a-video', 'The file is not an MP4, QuickTime, WebM or Matroska video, whatever its name says.')
  }
}

export class Truncated extends VideoRejected {
  override readonly name = 'Truncated'

  constructor() {
    super(
      'truncated',
      'The end of the file is missing, and with it the index. Please export or copy the video again.',
    )
  }
}

export class Damaged extends VideoRejected {
  override readonly name = 'Damaged'

  /** @param complaint ffmpeg's message about it */
  constructor(complaint?: string) {
    super('damaged', 'The file is damaged: its pictures cannot be read.', complaint)
  }
}

export class NoVideoStream extends VideoRejected {
  override readonly name = 'NoVideoStream'

  constructor() {
    super('no-video-stream', 'The file has no video track, only sound or a cover picture.')
  }
}

export class UnsupportedCodec extends VideoRejected {
  override readonly name = 'UnsupportedCodec'

  constructor(codec: string, supported: readonly string[]) {
    super(
      'unsupported-codec',
      `The video is encoded with ${codec}, which is not supported. Use one of ${supported.join(', ')}.`,
    )
  }
}

export class NeedsDolbyVision extends VideoRejected {
  override readonly name = 'NeedsDolbyVision'

  constructor() {
    super(
      'dolby-vision-only',
      'The video is Dolby Vision profile 5, whose colours only screens for Dolby Vision show. Export it as HDR10 or SDR.',
    )
  }
}

export class TooLong extends VideoRejected {
  override readonly name = 'TooLong'

  constructor(what: string) {
    super('too-long', `The video has ${what}; the limit is ${MAXIMUM_DURATION_SECONDS / 60} minutes.`)
  }
}

export class FrameTooSmall extends VideoRejected {
  override readonly name = 'FrameTooSmall'

  constructor(width: number, height: number) {
    const least = `${MINIMUM_SIDE_PIXELS}×${MINIMUM_SIDE_PIXELS}`
    super('frame-too-small', `The picture has ${width}×${height} pixels; it must have at least ${least}.`)
  }
}

export class FrameTooLarge extends VideoRejected {
  override readonly name = 'FrameTooLarge'

  constructor(width: number, height: number) {
    const most = `${MAXIMUM_SIDE_PIXELS} on the longer side and ${MAXIMUM_FRAME_PIXELS} in all`
    super('frame-too-large', `The picture has ${width}×${height} pixels; the limit is ${most}.`)
  }
}

/** What a video is like, for the limit that follows from it. */
export interface EncodedAmount {
  width: number
  height: number
  framesPerSecond: number
  durationSeconds: number
}

export class TooSlowToEncode extends VideoRejected {
  override readonly name = 'TooSlowToEncode'

  /** @param limit the video and how long such a video may be, if it is known and the video is longer */
  constructor(limit?: { video: EncodedAmount; longestSeconds: number }) {
    super(
      'too-slow-to-encode',
      limit
        ? `${limitOf(limit.video, limit.longestSeconds)} Send it in parts, or with a smaller picture or fewer frames.`
        : 'The video takes too long to encode. Try a shorter or smaller one.',
    )
  }
}

function limitOf(
  { width, height, framesPerSecond, durationSeconds }: EncodedAmount,
  longestSeconds: number,
): string {
  return (
    `A video of ${width}×${height} pixels and ${framesPerSecond} frames a second may last for about ` +
    `${duration(longestSeconds)}; this one lasts for ${duration(durationSeconds)}.`
  )
}

/** `5 minutes 50 seconds` */
function duration(seconds: number): string {
  const whole = Math.max(1, Math.floor(seconds))
  const parts = [
    [Math.floor(whole / 60), 'minute'],
    [whole % 60, 'second'],
  ] as const
  return parts
    .flatMap(([count, unit]) => (count ? [`${count} ${unit}${count === 1 ? '' : 's'}`] : []))
    .join(' ')
}

/**
 * The encoder failed at a file that it can read, and would fail again. It is our fault, so the uploader is not asked to
 * change the file.
 */
export class EncoderFailed extends VideoRejected {
  override readonly name = 'EncoderFailed'

  /** @param complaint ffmpeg's message about it */
  constructor(complaint: string) {
    super('encoder-failed', 'Our encoder failed, through no fault of the file. We look into it.', complaint)
  }
}

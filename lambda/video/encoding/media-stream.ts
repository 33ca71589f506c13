/** A stream of a file, as ffmpeg describes it before it decodes anything. */
export interface MediaStream {
  /** ffmpeg's number of it in the file. */
  index: number
  kind: 'video' | 'audio'
  /** ffmpeg's name of the codec; `none` if it knows no such codec. */
  codec: string
  /** The size of its pictures as they are stored, before any rotation; undefined for sound. */
  size: { width: number; height: number } | undefined
  /** Whether the file says that players use it, unless told otherwise: in QuickTime, a track that is enabled. */
  isDefault: boolean
  /** Whether its pictures are a cover or thumbnails, not a video. */
  isStill: boolean
  /** Whether its transparency is in a layer that only some decoders read (WebM's `alpha_mode`). */
  hasAlphaLayer: boolean
  /** Whether it is Dolby Vision that looks wrong on every screen that is not for it. */
  needsDolbyVision: boolean
}

import { NeedsDolbyVision, NoVideoStream, UnsupportedCodec } from '../rejections.ts'
import { audioDecoders, videoDecoders } from './encoding-input.ts'
import type { MediaStream } from './media-stream.ts'

/** More are not tried. */
const MOST_CANDIDATES = 8

/** The streams that may be used, the best first; which of them can be decoded is not known yet. */
export interface Candidates {
  video: readonly MediaStream[]
  audio: readonly MediaStream[]
}

/**
 * Players use the tracks that a file marks as default; in QuickTime, those that are enabled. Others come after them, in
 * their order. A video may go without its sound, if no track of it is in a supported codec.
 *
 * @throws VideoRejected if there is no video to use
 */
export function candidateTracks(streams: readonly MediaStream[]): Candidates {
  const video = ranked(streams.filter(({ kind, isStill }) => kind === 'video' && !isStill))
  const [preferred] = video
  if (!preferred) throw new NoVideoStream()
  const readable = video.filter(({ codec }) => Object.hasOwn(videoDecoders, codec))
  const [first] = readable
  if (!first) throw new UnsupportedCodec(preferred.codec, Object.keys(videoDecoders))
  if (first.needsDolbyVision) throw new NeedsDolbyVision()
  const audio = ranked(streams.filter(({ kind }) => kind === 'audio'))
  return {
    video: readable.slice(0, MOST_CANDIDATES),
    audio: audio.filter(({ codec }) => Object.hasOwn(audioDecoders, codec)).slice(0, MOST_CANDIDATES),
  }
}

function ranked(streams: readonly MediaStream[]): MediaStream[] {
  return [...streams.filter(({ isDefault }) => isDefault), ...streams.filter(({ isDefault }) => !isDefault)]
}

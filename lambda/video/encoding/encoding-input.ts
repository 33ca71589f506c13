import { MAXIMUM_FRAME_PIXELS } from '../../contracts/video.ts'
import type { ContainerFormat } from './container-format.ts'

/** The supported codecs, and ffmpeg's decoders for each. */
export const videoDecoders: Readonly<Record<string, readonly string[]>> = {
  h264: ['h264'],
  hevc: ['hevc'],
  vp8: ['vp8'],
  vp9: ['vp9'],
  av1: ['libdav1d', 'av1'],
  mpeg4: ['mpeg4'],
  prores: ['prores'],
}

export const audioDecoders: Readonly<Record<string, readonly string[]>> = {
  aac: ['aac'],
  mp3: ['mp3float', 'mp3'],
  opus: ['opus'],
  vorbis: ['vorbis'],
  flac: ['flac'],
  alac: ['alac'],
  ac3: ['ac3'],
  eac3: ['eac3'],
  pcm_s16le: ['pcm_s16le'],
  pcm_s16be: ['pcm_s16be'],
  pcm_s24le: ['pcm_s24le'],
  pcm_s24be: ['pcm_s24be'],
  pcm_f32le: ['pcm_f32le'],
}

/** The name of an upload's file in its working directory. */
export const SOURCE_FILE = 'source'

/**
 * ffmpeg's arguments for reading an upload: with one fixed demuxer, from this one file, which cannot refer to others,
 * and with the listed decoders only. A frame larger than the limit is not decoded, whatever the headers say.
 */
export function inputArguments({ demuxer }: ContainerFormat, threads: number): string[] {
  return [
    ...['-threads', String(threads)],
    ...['-max_pixels', String(MAXIMUM_FRAME_PIXELS)],
    ...['-protocol_whitelist', 'file'],
    ...['-format_whitelist', 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm'],
    ...['-codec_whitelist', [videoDecoders, audioDecoders].flatMap(Object.values).flat().join(',')],
    ...['-f', demuxer, '-i', `file:${SOURCE_FILE}`],
  ]
}

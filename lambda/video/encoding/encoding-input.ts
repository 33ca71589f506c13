import { MAXIMUM_FRAME_PIXELS } from '../../contracts/video.ts'
import type { ContainerFormat } from './container-format.ts'

/** The codecs that are read, and ffmpeg's decoders for each. */
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

/** The name that an upload has in the directory that it is encoded in. */
export const SOURCE_FILE = 'source'

/**
 * ffmpeg's arguments for reading an upload: by one demuxer, which is not guessed, from this one file, which can
 * name no other, and by the decoders of the list. A frame larger than allowed is not decoded, whatever the
 * headers promised.
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

import { cloudEvent } from '../contracts/cloud-event.ts'
import { type EmailRequested, emailRequested, MAXIMUM_SUBJECT } from '../contracts/email-events.ts'
import { shortened } from '../contracts/text.ts'
import type { Rejection } from '../contracts/video.ts'
import type { VideoEncoded, VideoOutcome, VideoRejected } from '../contracts/video-events.ts'
import { videoEncoded } from '../contracts/video-events.ts'
import { escaped } from '../http/html.ts'
import { derivedId } from './outcome.ts'

/** The tenant in the fair mail queue. */
const TENANT = 'video'

/** The recipient and the title, as the uploader gave them. */
export interface Uploader {
  uploaderEmail: string
  title: string
}

/** A link in the mail. */
export interface MailLink {
  text: string
  url: string
}

/** What a mail shows of a detail that is longer than today's. */
const LONGEST_DETAIL = 5_000

/**
 * The e-mail about the outcome of encoding a video. The same outcome gives the same e-mail id, so it is sent once.
 *
 * @param links to the output, if there is any
 */
export function mailFor(
  outcome: VideoOutcome,
  { uploaderEmail, title }: Uploader,
  links: readonly MailLink[],
): EmailRequested {
  const emailId = derivedId('mail', outcome.subject)
  const shown = shortened(title, MAXIMUM_SUBJECT)
  const { subject, paragraphs } =
    outcome.type === videoEncoded.type ? encodedWords(outcome, shown) : rejectedWords(outcome, shown)
  return cloudEvent(
    emailRequested,
    {
      id: emailId,
      source: 'urn:messaging:video:notifier',
      subject: emailId,
      time: outcome.time,
      correlationid: outcome.correlationid,
    },
    {
      emailId,
      tenant: TENANT,
      mailType: 'transactional',
      to: uploaderEmail,
      subject: shortened(subject, MAXIMUM_SUBJECT),
      text: textOf(paragraphs, links),
      html: htmlOf(paragraphs, links),
    },
  )
}

interface Words {
  subject: string
  paragraphs: readonly string[]
}

function encodedWords({ data }: VideoEncoded, title: string): Words {
  return {
    subject: `Your video is ready: ${title}`,
    paragraphs: [
      'Hello,',
      `your video “${title}” (${lengthText(data.durationSeconds)}) is ready.`,
      ...(data.incomplete ? ['The end of your file is missing, so the video ends where the file does.'] : []),
      ...(data.soundUnreadable
        ? ['The sound of your file could not be decoded, so the video has none.']
        : []),
      'The links work for as long as the video is there. Anyone who has them can open it.',
    ],
  }
}

function rejectedWords({ data }: VideoRejected, title: string): Words {
  return {
    subject: `Your video could not be encoded: ${title}`,
    paragraphs: [
      'Hello,',
      `your video “${title}” could not be encoded.`,
      shortened(data.detail, LONGEST_DETAIL),
      nextStep(data.code),
    ],
  }
}

/** Of a code that this release does not know, the detail alone says what is wrong. */
function nextStep(code: Rejection['code']): string {
  if (code === 'encoder-failed') return 'You need not change the file. Please upload it again in a few days.'
  return 'Once that is fixed, you can upload it as a new video.'
}

/** `1:05` */
function lengthText(seconds: number): string {
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

function textOf(paragraphs: readonly string[], links: readonly MailLink[]): string {
  const lines = links.map(({ text, url }) => `${text}: ${url}`)
  return [...paragraphs, ...(lines.length > 0 ? [lines.join('\n')] : [])].join('\n\n').concat('\n')
}

function htmlOf(paragraphs: readonly string[], links: readonly MailLink[]): string {
  const items = links.map(({ text, url }) => `<li><a href="${escaped(url)}">${escaped(text)}</a></li>`)
  return [
    '<!doctype html><html lang="en"><body>',
    ...paragraphs.map(paragraph => `<p>${escaped(paragraph)}</p>`),
    ...(items.length > 0 ? [`<ul>${items.join('')}</ul>`] : []),
    '</body></html>',
  ].join('\n')
}

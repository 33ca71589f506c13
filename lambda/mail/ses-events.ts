import {
  type SesBounce,
  type SesComplaint,
  type SesMail,
  sesBounce,
  sesComplaint,
  sesEvent,
  sesEventKind,
} from '../contracts/ses-feedback.ts'
import { ContractViolation, UnparseableMessage } from '../queue/failures.ts'
import { listed, type MessageFormat, type OpenMessage, parseJson } from '../queue/message.ts'
import { knownKind, taggedId } from './ses-words.ts'

/** Feedback from SES about a mail that it accepted. */
export type SesFeedback =
  | { kind: 'bounce'; mail: SesMail; bounce: SesBounce }
  | { kind: 'complaint'; mail: SesMail; complaint: SesComplaint }
  /** An event of another kind, which is not read further. */
  | { kind: 'other'; mail: SesMail | undefined }

/** SES publishes this text, not an event, when a topic becomes the destination of a configuration set. */
const VALIDATION = /^Successfully validated SNS topic for Amazon SES event publishing/

/** The messages that SES publishes to a topic, with raw message delivery. */
export const sesEvents: MessageFormat<SesFeedback> = {
  open(body) {
    if (VALIDATION.test(body)) return validation
    const document = parseJson(body)
    const { data: kind } = sesEventKind.safeParse(document)
    if (!kind) throw new UnparseableMessage('the body is not an event of Amazon SES')
    return opened('eventType' in kind ? kind.eventType : kind.notificationType, document)
  },
}

const validation: OpenMessage<SesFeedback> = {
  type: 'ses:Validation',
  correlationId: undefined,
  read: () => ({ kind: 'other', mail: undefined }),
}

function opened(type: string, document: unknown): OpenMessage<SesFeedback> {
  const mail = sesEvent.safeParse(document).data?.mail
  return {
    type: `ses:${knownKind(type)}`,
    correlationId: mail && taggedId(mail, 'correlationId'),
    read: () => read(type, document, mail),
  }
}

function read(type: string, document: unknown, mail: SesMail | undefined): SesFeedback {
  switch (type) {
    case 'Bounce':
      return { kind: 'bounce', ...kept(sesBounce.safeParse(document), type) }
    case 'Complaint':
      return { kind: 'complaint', ...kept(sesComplaint.safeParse(document), type) }
    default:
      return { kind: 'other', mail }
  }
}

function kept<Event>(
  { data, error }: { data?: Event; error?: Parameters<typeof listed>[0] },
  type: string,
): Event {
  if (error || data === undefined) {
    throw new ContractViolation(
      `SES's ${knownKind(type)} is not as documented: ${error ? listed(error) : 'empty'}`,
    )
  }
  return data
}

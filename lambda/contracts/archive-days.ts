/** For how many days a topic can archive, from and to (SNS, Message archiving for FIFO topic owners). */
export const ARCHIVE_DAYS = [1, 365] as const

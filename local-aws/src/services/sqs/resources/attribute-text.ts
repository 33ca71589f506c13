/** A property of a template as the API takes it: JSON documents and all else as text. */
export function attributeText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

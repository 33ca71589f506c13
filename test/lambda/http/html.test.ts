import { escaped } from '../../../lambda/http/html.ts'

test.each([
  ['an element', '<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['a quoted attribute', `" onload='x'`, '&quot; onload=&#39;x&#39;'],
  ['an entity', '&lt;', '&amp;lt;'],
  ['text of any script', 'Grüße, 山田', 'Grüße, 山田'],
])('writes %s as text', (_, text, html) => {
  expect(escaped(text)).toBe(html)
})

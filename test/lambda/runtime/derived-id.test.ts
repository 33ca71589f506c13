import { derivedIds } from '../../../lambda/runtime/derived-id.ts'

const posts = derivedIds('posts')

// RFC 9562, section 5.5: version 5, SHA-1 of namespace and name. Stored ids depend on these names.
test('an id stays the same from release to release', () => {
  expect(posts('page', 'p-1', 'reader-1')).toBe('baa69ea4-f16e-5b82-b48b-e62a533f3c6e')
})

test('an id differs by domain, kind and what it follows from', () => {
  const ids = [
    posts('page', 'p-1', 'reader-1'),
    posts('mail', 'p-1', 'reader-1'),
    posts('page', 'p-2', 'reader-1'),
    posts('page', 'p-1', 'reader-2'),
    posts('page', 'p-1reader-1'),
    derivedIds('shop')('page', 'p-1', 'reader-1'),
  ]
  expect(new Set(ids).size).toBe(ids.length)
})

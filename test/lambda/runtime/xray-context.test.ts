import { createNamespace, getNamespace } from '../../../lambda/runtime/xray-context.ts'

describe('the context that the X-Ray SDK keeps its segment in', () => {
  test('is found by its name once it was made', () => {
    expect(getNamespace('xray-1')).toBeUndefined()
    const namespace = createNamespace('xray-1')
    expect(getNamespace('xray-1')).toBe(namespace)
  })

  test('has no place for a value before one is entered', () => {
    const namespace = createNamespace('xray-2')
    expect(namespace.get('segment')).toBeUndefined()
    expect(() => namespace.set('segment', 'facade')).toThrow('No context is active')
  })

  test('is one for the whole environment once entered, in whatever is started from elsewhere too', async () => {
    const namespace = createNamespace('xray-3')
    let later = () => {}
    const started = new Promise<void>(resolve => {
      later = resolve
    }).then(() => namespace.get('segment'))
    namespace.enter(namespace.createContext())
    namespace.set('segment', 'facade')
    later()
    expect(await started).toBe('facade')
  })

  test('is another within run, which sees the values around it and keeps its own to itself', async () => {
    const namespace = createNamespace('xray-4')
    namespace.enter(namespace.createContext())
    namespace.set('segment', 'facade')
    const seen: unknown[] = []
    const work = ['a', 'b'].map(
      name =>
        new Promise<void>(resolve => {
          namespace.run(async () => {
            seen.push(namespace.get('segment'))
            namespace.set('segment', name)
            await new Promise(setImmediate)
            seen.push(namespace.get('segment'))
            resolve()
          })
        }),
    )
    await Promise.all(work)
    expect(seen).toEqual(['facade', 'facade', 'a', 'b'])
    expect(namespace.get('segment')).toBe('facade')
  })
})

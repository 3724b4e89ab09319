import { expect, test } from 'vitest'
import { keyOf, SharedTrees } from '../src/syntax/shared-trees.ts'

const treeOf = (number: number) => Uint8Array.of(number, number >> 8, 7)

test('what one thread has put there others take, each text its own', () => {
  const memory = SharedTrees.memoryFor(100_000)
  const [one, other] = [new SharedTrees(memory), new SharedTrees(memory)]
  for (let number = 0; number < 20_000; number++)
    expect((number % 2 ? one : other).put(keyOf(`text ${number}`), treeOf(number))).toBe(true)
  expect(one.get(keyOf('text 20000'))).toBeUndefined()
  for (const number of [0, 1, 4711, 19_999]) {
    expect(one.get(keyOf(`text ${number}`))).toEqual(treeOf(number))
    expect(other.get(keyOf(`text ${number}`))).toEqual(treeOf(number))
  }
  // Halves of a pair stand for no character alone.
  expect(one.put(keyOf('\ud800'), treeOf(1))).toBe(true)
  expect(one.get(keyOf('\ud801'))).toBeUndefined()
})

test('when it is full no more is taken, and what it holds stays as it is', () => {
  const trees = new SharedTrees(SharedTrees.memoryFor(7))
  expect(trees.put(keyOf('a'), treeOf(1))).toBe(true)
  expect(trees.put(keyOf('b'), treeOf(2))).toBe(true)
  expect(trees.put(keyOf('c'), treeOf(3))).toBe(false)
  expect(['a', 'b', 'c'].map(text => trees.get(keyOf(text)))).toEqual([treeOf(1), treeOf(2), undefined])
})

test('one slot after the other is taken, until too many lie side by side', () => {
  const trees = new SharedTrees(SharedTrees.memoryFor(1000))
  const taken = Array.from({ length: 40 }, () => trees.put(keyOf('the same'), treeOf(5)))
  expect(taken.indexOf(false)).toBe(32)
  expect(trees.get(keyOf('the same'))).toEqual(treeOf(5))
})

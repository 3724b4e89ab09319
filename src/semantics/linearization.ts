/**
 * The merge step of C3 (https://docs.python.org/3/howto/mro.html): `keyOf` tells members apart, and undefined stands for
 * one that is not known. Where the orders contradict each other, what comes then is not known.
 */
export function mergeOrders<T>(
  orders: readonly (readonly (T | undefined)[])[],
  keyOf: (member: T | undefined) => unknown,
): (T | undefined)[] {
  const merged: (T | undefined)[] = []
  let rest = orders.filter(order => order.length > 0)
  while (rest.length > 0) {
    const isLater = (first: T | undefined) =>
      rest.some(order => order.slice(1).some(other => keyOf(other) === keyOf(first)))
    const heads = rest.map(order => order[0])
    const index = heads.findIndex(first => first === undefined || !isLater(first))
    if (index < 0) return [...merged, undefined]
    const head = heads[index]
    merged.push(head)
    rest = rest
      .map(order => (keyOf(order[0]) === keyOf(head) ? order.slice(1) : order))
      .filter(order => order.length > 0)
  }
  return merged
}

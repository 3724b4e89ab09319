/** A name that is not taken: the wanted one, or with the first number after it that makes it so. */
export function firstFree(wanted: string, isTaken: (name: string) => boolean): string {
  let name = wanted
  for (let count = 2; isTaken(name); count++) name = `${wanted}_${count}`
  return name
}

/** Why a fix verb would not act. Thrown by a verb, caught in one place, shown to the user; never used for bugs. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

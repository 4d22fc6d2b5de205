import { isOutcomeUnknown, type Origin, OutcomeUnknownError } from '../../domain/errors.ts'

/**
 * For a request with an effect that nobody looks for afterwards: a failure after which it may be done all the same is
 * told as that, and not as something that did not happen.
 */
export const withEffect = async <T>(origin: Origin, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (!isOutcomeUnknown(error)) throw error
    throw new OutcomeUnknownError(
      `${origin.account} gave no clear answer: it may have been done.`,
      origin,
      null,
      error,
    )
  }
}

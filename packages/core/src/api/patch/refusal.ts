import * as E from 'fp-ts/lib/Either.js';

/** Why a patch cannot be applied. Thrown inside the patch modules only, and caught at their doors: see `orRefusal`. */
export class PatchRefusal extends Error {}

export const refuse = (message: string): never => {
  throw new PatchRefusal(message);
};

/** A result, or the message with which it was refused. */
export const orRefusal = <A>(compute: () => A): E.Either<string, A> => {
  try {
    return E.right(compute());
  } catch (error) {
    if (error instanceof PatchRefusal) return E.left(error.message);
    throw error;
  }
};

import * as E from 'fp-ts/lib/Either.js';
import { parseQuantity, type Quantity } from '../../cluster/index.ts';

/** A quantity that decoding has already accepted. */
export const quantityOf = (text: string): Quantity => {
  const quantity = parseQuantity(text);
  return E.isRight(quantity) ? quantity.right : { nano: 0n, format: 'decimal' };
};

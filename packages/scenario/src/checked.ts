import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

/** A codec that also looks at its value as a whole; `complaint` says what is wrong, or undefined. */
export const checked = <Value, Written>(
  codec: t.Type<Value, Written>,
  complaint: (value: Value) => string | undefined,
): t.Type<Value, Written> =>
  new t.Type(
    codec.name,
    (value): value is Value => codec.is(value) && complaint(value) === undefined,
    (written, context) => {
      const decoded = codec.validate(written, context);
      if (E.isLeft(decoded)) return decoded;
      const message = complaint(decoded.right);
      return message === undefined ? decoded : t.failure(written, context, message);
    },
    codec.encode,
  );

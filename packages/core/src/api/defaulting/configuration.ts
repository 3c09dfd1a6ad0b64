import { base64Of, type JsonObject } from '../../engine/index.ts';
import { objectAt, textsAt } from '../../cluster/index.ts';

/** A Secret with its type, and with what was given as plain text among its data. */
export const defaultSecret = (object: JsonObject): JsonObject => {
  const { stringData: _, ...rest } = object;
  const plain = textsAt(object, 'stringData');
  const encoded = Object.fromEntries(Object.keys(plain).map((key) => [key, base64Of(plain[key] ?? '')]));
  const data = { ...objectAt(object, 'data'), ...encoded };
  return { type: 'Opaque', ...rest, ...(Object.keys(data).length === 0 ? {} : { data }) };
};

import { isJsonObject, type Json } from '../../engine/index.ts';
import { isDeletion, requireKeys, sameEntry } from './element-order.ts';
import { goText } from './go-text.ts';
import { refuse } from './refusal.ts';

/** Refuses a patch of a list that does not fit the order beside it: what the patch sets must be named there, in the same order. */
export const checkOrder = (patch: readonly Json[], order: readonly Json[], key: string | undefined): void => {
  if (patch.length === 0 || order.length === 0) return;
  const set = patch.filter((item) => key === undefined || !isDeletion(item));
  let next = 0;
  let at = 0;
  while (next < set.length && at < order.length) {
    const [item = null, asked = null] = [set[next], order[at]];
    if (isJsonObject(item) && Object.hasOwn(item, '$patch')) {
      next++;
      continue;
    }
    if (key !== undefined) requireKeys([item, asked], key);
    if (sameEntry(item, asked, key)) next++;
    at++;
  }
  if (next < set.length && at >= order.length)
    refuse(`The order in patch list:\n${goText(patch)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`);
};

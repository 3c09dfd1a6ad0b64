import type { JsonObject } from '@orrery/core/engine';
import { flagAt, numberAt, textAt, textsAt } from '@orrery/core/cluster';
import type { Page } from './layout.ts';
import { pairs } from './values.ts';

export const describePriorityClass = (page: Page, object: JsonObject): void => {
  page.pair('Name', textAt(object, 'metadata', 'name') ?? '');
  page.pair('Value', String(numberAt(object, 'value') ?? 0));
  page.pair('GlobalDefault', String(flagAt(object, 'globalDefault')));
  page.pair('PreemptionPolicy', textAt(object, 'preemptionPolicy') ?? '');
  page.pair('Description', textAt(object, 'description') ?? '');
  const annotations = pairs(textsAt(object, 'metadata', 'annotations'));
  page.pair('Annotations', annotations.length === 0 ? '<none>' : annotations.join(','));
};

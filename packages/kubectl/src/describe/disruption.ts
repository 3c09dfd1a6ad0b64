import type { Json, JsonObject } from '@orrery/core/engine';
import { at, numberAt, objectAt, textAt } from '@orrery/core/cluster';
import type { Page } from './layout.ts';
import { selectorText } from './values.ts';

const amount = (value: Json | undefined): string | undefined =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;

export const describeBudget = (page: Page, budget: JsonObject): void => {
  const [least, most] = ['minAvailable', 'maxUnavailable'].map((member) => amount(at(budget, 'spec', member)));
  const count = (member: string): string => String(numberAt(budget, 'status', member) ?? 0);
  page.pair('Name', textAt(budget, 'metadata', 'name') ?? '');
  page.pair('Namespace', textAt(budget, 'metadata', 'namespace') ?? '');
  if (least !== undefined) page.pair('Min available', least);
  else page.maybe('Max unavailable', most);
  const selected = objectAt(budget, 'spec', 'selector') !== undefined;
  page.pair('Selector', selected ? selectorText(budget, 'spec', 'selector') : '<unset>');
  page.line(0, 'Status:');
  page.pair('Allowed disruptions', count('disruptionsAllowed'), 2);
  page.pair('Current', count('currentHealthy'), 2);
  page.pair('Desired', count('desiredHealthy'), 2);
  page.pair('Total', count('expectedPods'), 2);
};

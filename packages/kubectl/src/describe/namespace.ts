import type { JsonObject } from '@orrery/core/engine';
import { listAt, textAt } from '@orrery/core/cluster';
import type { Page } from './layout.ts';
import { longTime, metadata } from './values.ts';

const columns = ['type', 'status', 'lastTransitionTime', 'reason', 'message'] as const;

export const describeNamespace = (page: Page, namespace: JsonObject): void => {
  page.pair('Name', textAt(namespace, 'metadata', 'name') ?? '');
  metadata(page, namespace);
  page.pair('Status', textAt(namespace, 'status', 'phase') ?? '');
  const conditions = listAt(namespace, 'status', 'conditions');
  if (conditions.length > 0) {
    page.line(0, 'Conditions:');
    page.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
    page.line(1, '----\t------\t------------------\t------\t-------');
    for (const condition of conditions) {
      const cells = columns.map((name) => textAt(condition, name) ?? '');
      page.line(1, cells.map((cell, i) => (columns[i] === 'lastTransitionTime' ? longTime(cell) : cell)).join('\t'));
    }
  }
  page.line(0, '\nNo resource quota.');
  page.line(0, '\nNo LimitRange resource.');
};

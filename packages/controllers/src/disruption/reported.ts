import { isJsonObject, type Json, type JsonObject } from '@orrery/core/engine';
import {
  listAt,
  textAt,
  textListAt,
  textsAt,
  type EventTemplate,
  type PodDisruptionBudgetRecord,
  type PodRecord,
} from '@orrery/core/cluster';
import type { Step } from '@orrery/core/control';

const template = (type: 'Normal' | 'Warning', reason: string, message: string): EventTemplate => ({
  type,
  reason,
  message,
  component: 'controllermanager',
  series: false,
});

const templates = {
  noPods: template('Normal', 'NoPods', 'No matching pods found'),
  notCounted: template(
    'Warning',
    'CalculateExpectedPodCountFailed',
    'Failed to calculate the number of expected pods: {0}',
  ),
  unmanaged: template(
    'Warning',
    'UnmanagedPods',
    'Pods selected by this PodDisruptionBudget (selector: {0}) were found to be unmanaged. As a result, the status of the PDB ' +
      'cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ' +
      '".spec.minAvailable" field of the PDB to an integer value.',
  ),
  // Upstream names the namespace twice, and never the budget.
  notDeleted: template('Warning', 'NotDeleted', "Pod was expected by PDB {0}/{0} to be deleted but it wasn't"),
  several: template(
    'Warning',
    'MultiplePodDisruptionBudgets',
    'Pod "{0}"/"{1}" matches multiple PodDisruptionBudgets.  Chose "{2}" arbitrarily.',
  ),
} as const;

/** A step that reports something of a budget or a pod. */
export const reported = (
  { kind, meta, uid }: PodDisruptionBudgetRecord | PodRecord,
  what: keyof typeof templates,
  args: readonly string[] = [],
): Step => ({
  command: {
    type: 'RecordEvent',
    template: templates[what],
    regarding: { kind, namespace: meta.namespace, name: meta.name, uid, fieldPath: '' },
    args,
  },
  onRejection: 'continue',
});

const requirementText = (requirement: Json): string =>
  `LabelSelectorRequirement{Key:${textAt(requirement, 'key') ?? ''},Operator:${textAt(requirement, 'operator') ?? ''},` +
  `Values:[${textListAt(requirement, 'values').join(' ')}],},`;

/** A selector as Go prints the structure that holds it. */
export const selectorDump = (selector: JsonObject | undefined): string => {
  const labels = Object.entries(textsAt(selector, 'matchLabels')).sort(([a], [b]) => (a < b ? -1 : 1));
  const expressions = listAt(selector, 'matchExpressions').filter(isJsonObject);
  return (
    `&LabelSelector{MatchLabels:map[string]string{${labels.map(([key, value]) => `${key}: ${value},`).join('')}},` +
    `MatchExpressions:[]LabelSelectorRequirement{${expressions.map(requirementText).join('')}},}`
  );
};

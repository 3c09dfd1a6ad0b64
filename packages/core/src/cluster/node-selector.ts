import type { Json } from '../engine/index.ts';
import { listAt, textAt } from './field.ts';
import type { StringMap } from './meta.ts';
import { holds, readRequirements } from './selector.ts';

/** What a node selector looks at. */
export interface Selectable {
  readonly name: string;
  readonly labels: StringMap;
}

/** Does one term match? Its label and field requirements must all hold; a term without any matches nothing. */
export const matchesNodeTerm = (term: Json, node: Selectable): boolean => {
  const expressions = readRequirements(listAt(term, 'matchExpressions'));
  const fields = readRequirements(listAt(term, 'matchFields'));
  if (expressions.length + fields.length === 0) return false;
  return (
    expressions.every((requirement) => holds(requirement, node.labels[requirement.key])) &&
    fields.every((requirement) => requirement.key === 'metadata.name' && holds(requirement, node.name))
  );
};

/** Does a node selector, given as an object with nodeSelectorTerms, match? One term is enough; undefined matches every node. */
export const matchesNodeSelector = (selector: Json | undefined, node: Selectable): boolean =>
  selector === undefined || listAt(selector, 'nodeSelectorTerms').some((term) => matchesNodeTerm(term, node));

const required = 'requiredDuringSchedulingIgnoredDuringExecution';

/** The node names to which required node affinity pins a pod by metadata.name in every term; undefined when it does not. */
export const pinnedNodes = (affinity: Json | undefined): readonly string[] | undefined => {
  const terms = listAt(affinity, 'nodeAffinity', required, 'nodeSelectorTerms');
  if (terms.length === 0) return undefined;
  const names = terms.map((term) =>
    listAt(term, 'matchFields').flatMap((field) =>
      textAt(field, 'key') === 'metadata.name' && textAt(field, 'operator') === 'In'
        ? listAt(field, 'values').filter((value) => typeof value === 'string')
        : [],
    ),
  );
  return names.every((one) => one.length > 0) ? names.flat() : undefined;
};

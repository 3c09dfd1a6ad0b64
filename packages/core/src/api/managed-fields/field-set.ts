/*
 * Sets of fields. A field is named by the path to it, and each element of a path by the text that FieldsV1 gives it:
 * `f:replicas` a member of a struct or map, `k:{"name":"nginx"}` the item of a list with these keys, `v:"x"` a value of a set.
 */

/** The path to a field. */
export type FieldPath = readonly string[];

/** Some of the fields below a place: whether it is in the set itself, and those further down. */
export interface FieldSet {
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

export const noFields: FieldSet = { member: false, children: new Map() };

export const isEmpty = ({ member, children }: FieldSet): boolean =>
  !member && [...children.values()].every((child) => isEmpty(child));

const byText = ([a]: readonly [string, FieldSet], [b]: readonly [string, FieldSet]): number =>
  a < b ? -1 : a > b ? 1 : 0;

/** A set in the one form that equal sets share: sorted, and without branches that lead to no member. */
const normal = (member: boolean, children: readonly (readonly [string, FieldSet])[]): FieldSet => ({
  member,
  children: new Map(children.filter(([, child]) => !isEmpty(child)).toSorted(byText)),
});

interface Growing {
  member: boolean;
  readonly children: Map<string, Growing>;
}

const grown = ({ member, children }: Growing): FieldSet =>
  normal(
    member,
    [...children].map(([element, child]) => [element, grown(child)] as const),
  );

/** The set of these fields. The empty path, the whole object, is nobody's. */
export const fieldSet = (paths: Iterable<FieldPath>): FieldSet => {
  const root: Growing = { member: false, children: new Map() };
  for (const path of paths) {
    let node = root;
    for (const element of path) {
      const next = node.children.get(element) ?? { member: false, children: new Map<string, Growing>() };
      node.children.set(element, next);
      node = next;
    }
    if (node !== root) node.member = true;
  }
  return grown(root);
};

const combined = (a: FieldSet, b: FieldSet, holds: (inA: boolean, inB: boolean) => boolean): FieldSet =>
  normal(
    holds(a.member, b.member),
    [...new Set([...a.children.keys(), ...b.children.keys()])].map((element) => [
      element,
      combined(a.children.get(element) ?? noFields, b.children.get(element) ?? noFields, holds),
    ]),
  );

export const union = (a: FieldSet, b: FieldSet): FieldSet => combined(a, b, (inA, inB) => inA || inB);

export const intersection = (a: FieldSet, b: FieldSet): FieldSet => combined(a, b, (inA, inB) => inA && inB);

/** What is in the first set and not in the second; what is below a field of the second stays. */
export const difference = (a: FieldSet, b: FieldSet): FieldSet => combined(a, b, (inA, inB) => inA && !inB);

export const includes = (set: FieldSet, path: FieldPath): boolean => {
  let node: FieldSet | undefined = set;
  for (const element of path) node = node?.children.get(element);
  return node?.member ?? false;
};

/** The set below one element. */
export const below = (set: FieldSet, element: string): FieldSet => set.children.get(element) ?? noFields;

/** Every field of a set: at each level its members in order, then what is below them. */
export const pathsOf = ({ children }: FieldSet, above: FieldPath = []): readonly FieldPath[] => [
  ...[...children].filter(([, child]) => child.member).map(([element]) => [...above, element]),
  ...[...children].flatMap(([element, child]) => pathsOf(child, [...above, element])),
];

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

/** Sets hold no branches that lead to no member, so one look is enough. */
export const isEmpty = ({ member, children }: FieldSet): boolean => !member && children.size === 0;

const byText = ([a]: readonly [string, FieldSet], [b]: readonly [string, FieldSet]): number =>
  a < b ? -1 : a > b ? 1 : 0;

/** A set in the one form that equal sets share: sorted, and without branches that lead to no member. */
const normal = (member: boolean, children: readonly (readonly [string, FieldSet])[]): FieldSet => ({
  member,
  children: new Map(children.filter(([, child]) => !isEmpty(child)).sort(byText)),
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

export const union = (a: FieldSet, b: FieldSet): FieldSet => {
  if (a === b || isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  const added = [...b.children.keys()].some((element) => !a.children.has(element));
  const children = new Map(a.children);
  let changed = added || (b.member && !a.member);
  for (const [element, child] of b.children) {
    const own = a.children.get(element);
    const both = own === undefined ? child : union(own, child);
    changed ||= both !== own;
    children.set(element, both);
  }
  if (!changed) return a;
  return normal(a.member || b.member, [...children]);
};

export const equal = (a: FieldSet, b: FieldSet): boolean => {
  if (a === b) return true;
  if (a.member !== b.member || a.children.size !== b.children.size) return false;
  for (const [element, child] of a.children) {
    const other = b.children.get(element);
    if (other === undefined || !equal(child, other)) return false;
  }
  return true;
};

export const intersection = (a: FieldSet, b: FieldSet): FieldSet => {
  if (isEmpty(a) || isEmpty(b)) return noFields;
  const children = [...a.children].flatMap(([element, child]): [string, FieldSet][] => {
    const other = b.children.get(element);
    return other === undefined ? [] : [[element, intersection(child, other)]];
  });
  return normal(a.member && b.member, children);
};

/** What is in the first set and not in the second; what is below a field of the second stays. The first itself, if that is all. */
export const difference = (a: FieldSet, b: FieldSet): FieldSet => {
  let changed = a.member && b.member;
  const children = new Map(a.children);
  for (const [element, other] of b.children) {
    const own = a.children.get(element);
    if (own === undefined) continue;
    const left = difference(own, other);
    if (left === own) continue;
    changed = true;
    if (isEmpty(left)) children.delete(element);
    else children.set(element, left);
  }
  return changed ? { member: a.member && !b.member, children } : a;
};

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

import type { Json } from '../engine/index.ts';
import { listAt, numberAt, textAt } from './field.ts';

export interface Taint {
  readonly key: string;
  readonly value: string;
  /** `NoSchedule`, `PreferNoSchedule` or `NoExecute`. */
  readonly effect: string;
}

export interface Toleration {
  /** Empty: every key (with operator Exists). */
  readonly key: string;
  readonly operator: 'Equal' | 'Exists';
  readonly value: string;
  /** Empty: every effect. */
  readonly effect: string;
  readonly tolerationSeconds: number | undefined;
}

export const readTaints = (spec: Json | undefined): readonly Taint[] =>
  listAt(spec, 'taints').map((taint) => ({
    key: textAt(taint, 'key') ?? '',
    value: textAt(taint, 'value') ?? '',
    effect: textAt(taint, 'effect') ?? '',
  }));

export const readToleration = (toleration: Json): Toleration => ({
  key: textAt(toleration, 'key') ?? '',
  operator: textAt(toleration, 'operator') === 'Exists' ? 'Exists' : 'Equal',
  value: textAt(toleration, 'value') ?? '',
  effect: textAt(toleration, 'effect') ?? '',
  tolerationSeconds: numberAt(toleration, 'tolerationSeconds'),
});

/** Does this toleration cover this taint? Source: k8s.io/component-helpers, ToleratesTaint. */
export const tolerates = (toleration: Toleration, taint: Taint): boolean => {
  if (toleration.effect !== '' && toleration.effect !== taint.effect) return false;
  if (toleration.key !== '' && toleration.key !== taint.key) return false;
  return toleration.operator === 'Exists' || toleration.value === taint.value;
};

/** The first taint with one of these effects that no toleration covers. */
export const firstUntolerated = (
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
  effects: readonly string[],
): Taint | undefined =>
  taints.find(
    (taint) => effects.includes(taint.effect) && !tolerations.some((toleration) => tolerates(toleration, taint)),
  );

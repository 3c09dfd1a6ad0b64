/** How large the workloads are. What is left out is as each workload says. */
export interface Sizes {
  /** Sizes of the cluster; workloads that take one size take the first. */
  readonly nodes?: readonly number[];
  readonly pods?: number;
  readonly claims?: number;
  /** How long `steady` fills the cluster and how long it then disturbs it, in microseconds of virtual time. */
  readonly fill?: number;
  readonly churn?: number;
}

/** Numbers of the messages of autoscaling/v1, by struct. */
export const autoscaling = {
  Scale: 'metadata spec status',
  ScaleSpec: 'replicas',
  ScaleStatus: 'replicas selector',
} as const;

/** Numbers of the messages of scheduling/v1, by struct. */
export const scheduling = {
  PriorityClass: 'metadata value globalDefault description preemptionPolicy',
} as const;

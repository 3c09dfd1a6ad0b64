/** Numbers of the messages of coordination/v1, by struct. */
export const coordination = {
  Lease: 'metadata spec',
  LeaseSpec: 'holderIdentity leaseDurationSeconds acquireTime renewTime leaseTransitions strategy preferredHolder',
} as const;

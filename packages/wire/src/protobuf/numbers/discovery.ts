/** Numbers of the messages of discovery/v1, by struct. */
export const discovery = {
  Endpoint: 'addresses conditions hostname targetRef deprecatedTopology nodeName zone hints',
  EndpointConditions: 'ready serving terminating',
  EndpointHints: 'forZones forNodes',
  EndpointPort: 'name protocol port appProtocol',
  EndpointSlice: 'metadata endpoints ports addressType',
  ForNode: 'name',
  ForZone: 'name',
} as const;

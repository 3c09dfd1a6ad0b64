/** Numbers of the messages of authentication/v1, by struct. */
export const authentication = {
  BoundObjectReference: 'kind apiVersion name uid',
  SelfSubjectReview: 'metadata status',
  SelfSubjectReviewStatus: 'userInfo',
  TokenRequest: 'metadata spec status',
  TokenRequestSpec: 'audiences boundObjectRef=3 expirationSeconds',
  TokenRequestStatus: 'token expirationTimestamp',
  UserInfo: 'username uid groups extra',
} as const;

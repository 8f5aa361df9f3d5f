// What the server answers, as far as the pages use it.

export type Role = "OWNER" | "ADMIN" | "MEMBER" | "VIEWER" | "NONE";

export interface SessionInfo {
  user: { id: string; email: string; name: string; isAdmin: boolean } | null;
  organizations: Organization[];
  signupEnabled: boolean;
  setupNeeded: boolean;
}

export interface Organization {
  id: string;
  name: string;
  role: Role;
  projects: ProjectRef[];
}

export interface ProjectRef {
  id: string;
  name: string;
  role: Role;
}

export interface Page<T> {
  data: T[];
  meta: { page: number; limit: number; totalItems: number; totalPages: number };
}

export interface Figures {
  observationCount: number;
  totalCost: number | null;
  inputTokens: number;
  outputTokens: number;
  totalTokens: number;
  errorCount: number;
  warningCount: number;
  models: string[];
  latency: number | null;
}

export interface TraceLine extends Figures {
  id: string;
  timestamp: string;
  name: string | null;
  userId: string | null;
  sessionId: string | null;
  environment: string;
  tags: string[];
}

export interface SessionLine extends Figures {
  id: string;
  environment: string;
  firstAt: string;
  lastAt: string;
  traces: number;
  users: string[];
}

export type Level = "DEBUG" | "DEFAULT" | "WARNING" | "ERROR";

export interface TreeNode {
  id: string;
  parentObservationId: string | null;
  type: string;
  name: string | null;
  startTime: string;
  endTime: string | null;
  level: Level;
  model: string | null;
  inputTokens: number;
  outputTokens: number;
  totalTokens: number;
  totalCost: number | null;
}

export interface TraceHead {
  id: string;
  timestamp: string;
  name: string | null;
  userId: string | null;
  sessionId: string | null;
  release: string | null;
  version: string | null;
  environment: string;
  tags: string[];
  input: unknown;
  output: unknown;
  metadata: Record<string, unknown>;
  source: string | null;
  sdkName: string | null;
  sdkVersion: string | null;
}

export interface SessionTraces {
  id: string;
  createdAt: string;
  traces: TraceHead[];
}

export interface Score {
  id: string;
  observationId: string | null;
  name: string;
  source: string;
  dataType: string;
  value?: number | null;
  stringValue: string | null;
  comment: string | null;
}

export interface Observation extends TreeNode {
  traceId: string;
  completionStartTime: string | null;
  statusMessage: string | null;
  version: string | null;
  environment: string;
  userId: string | null;
  input: unknown;
  output: unknown;
  metadata: Record<string, unknown>;
  modelParameters: Record<string, unknown> | null;
  promptName: string | null;
  promptVersion: number | null;
  usageDetails: Record<string, number>;
  costDetails: Record<string, number>;
  calculatedTotalCost: number | null;
  latency: number | null;
  timeToFirstToken: number | null;
  gatewayKeyAlias: string | null;
  gatewayTeamAlias: string | null;
  gatewayUserId: string | null;
  gatewayCallId: string | null;
  sdkName: string | null;
  sdkVersion: string | null;
  serviceName: string | null;
  source: string | null;
}

export interface Note {
  id: string;
  timestamp: string;
  kind: "refused" | "altered";
  reason: string;
  eventId: string | null;
  eventType: string | null;
  entityId: string | null;
  detail: string | null;
  publicKey: string | null;
  sdkName: string | null;
  sdkVersion: string | null;
  source: string;
}

export interface ApiKey {
  id: string;
  publicKey: string;
  displaySecretKey: string;
  note: string | null;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
}

export interface NewApiKey extends ApiKey {
  secretKey: string;
}

/** Where a call through the gateway was traced: here, or in another project of the person. */
export interface Place {
  here: boolean;
  elsewhere: string | null;
  elsewhereName: string | null;
}

// The one way to the server. Same origin, JSON, the session cookie goes along by itself.

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly body?: unknown,
  ) {
    super(message);
  }
}

type Query = Record<string, string | number | string[] | undefined>;

interface Options {
  method?: string;
  body?: unknown;
  query?: Query;
  /** For /api/public: the project the session reads. */
  project?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export async function api<T>(path: string, options: Options = {}): Promise<T> {
  const address = new URL(path, location.origin);
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (Array.isArray(value)) for (const each of value) address.searchParams.append(name, each);
    else if (value !== undefined && value !== "") address.searchParams.set(name, String(value));
  }
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  if (options.project) headers["X-Gatelight-Project"] = options.project;
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  let answer: Response;
  try {
    answer = await fetch(address, {
      method: options.method ?? "GET",
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(0, "The server cannot be reached. Is it running?");
  }
  const text = await answer.text();
  const parsed = parse(text);
  if (!answer.ok) throw new ApiError(answer.status, messageOf(parsed, answer.status), parsed);
  return parsed as T;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function messageOf(body: unknown, status: number): string {
  if (body && typeof body === "object") {
    const { message, error } = body as { message?: unknown; error?: unknown };
    const issues = Array.isArray(error)
      ? error
          .map((issue: { message?: string; path?: unknown[] }) =>
            [issue.path?.join("."), issue.message].filter(Boolean).join(": "),
          )
          .join("; ")
      : "";
    if (issues) return issues;
    if (typeof message === "string") return message;
  }
  return `The server answered ${status}.`;
}

import { callerForShells, callerHeaders, quoted, signIn } from "./session";

export const INVENTORY = "/api/inventory/v1";
export const EXPORTS = "/api/export/v1";

// Something went wrong, said in a sentence, with what the reader can do about it.
export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly advice: string,
  ) {
    super(message);
  }
}

export type Query = ReadonlyArray<readonly [string, string]>;

interface Options {
  method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  body?: unknown;
  signal?: AbortSignal | undefined;
  accept?: string;
}

export function address(path: string, query: Query = []): string {
  const text = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
  return text ? `${path}?${text}` : path;
}

// Requests by the page that made them, newest first, so that a page can show which calls stand behind it.
const KEPT_CALLS = 12;
const watchers = new Set<() => void>();

export interface Call {
  page: string;
  // Method and address.
  text: string;
  // A command that asks the same.
  curl: string;
}

let calls: Call[] = [];

export function callsOf(page: string): Call[] {
  return calls.filter((call) => call.page === page);
}

export function watchCalls(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function remember(method: string, url: string, { body, accept }: Options): void {
  const page = location.pathname;
  const text = `${method} ${url}`;
  const call = { page, text, curl: curlOf(method, url, body, accept) };
  calls = [call, ...calls.filter((other) => other.page === page && other.text !== text)].slice(0, KEPT_CALLS);
  watchers.forEach((watcher) => watcher());
}

// Brackets are left as people write them, which is what -g is for.
function curlOf(method: string, url: string, body: unknown, accept: string | undefined): string {
  const readable = url.replaceAll("%5B", "[").replaceAll("%5D", "]");
  const parts = ["curl -sg"];
  if (method !== "GET") parts.push(`-X ${method}`);
  for (const header of callerForShells()) parts.push(`-H ${header}`);
  if (accept) parts.push(`-H ${quoted(`accept: ${accept}`)}`);
  if (body !== undefined) parts.push("-H 'content-type: application/json'", `-d ${quoted(JSON.stringify(body))}`);
  return [...parts, quoted(location.origin + readable)].join(" ");
}

export async function call<T>(url: string, options: Options = {}): Promise<T> {
  const method = options.method ?? "GET";
  remember(method, url, options);
  let answer: Response;
  try {
    answer = await fetch(url, {
      method,
      headers: {
        ...callerHeaders(),
        accept: options.accept ?? "application/json, application/problem+json",
        // Deletions by people are told from those by programs.
        "x-rh-frontend-origin": "hcc",
        ...(options.body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Problem(0, "The inventory does not answer.", "Check that it runs and that you are connected, then try again.");
  }
  if (!answer.ok) throw await problemOf(answer);
  const text = await answer.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

async function problemOf(answer: Response): Promise<Problem> {
  const said = await detailOf(answer);
  return new Problem(answer.status, said || `The inventory answered ${answer.status}.`, adviceFor(answer.status));
}

async function detailOf(answer: Response): Promise<string> {
  try {
    const document = (await answer.json()) as unknown;
    if (typeof document === "string") return document;
    const { detail, message, title } = document as { detail?: unknown; message?: unknown; title?: unknown };
    for (const text of [detail, message, title]) if (typeof text === "string" && text) return text;
  } catch {
    // A gateway may answer with something else than JSON.
  }
  return "";
}

function adviceFor(status: number): string {
  switch (status) {
    case 400:
      return "Change what you asked for and try again.";
    case 401:
      return signIn() === "token" ? "Sign in with a token that is still valid." : "Sign in again.";
    case 403:
      return "You have no permission for this. Ask an administrator of your organisation.";
    case 404:
      return "It may have been deleted meanwhile. Go back to the list.";
    case 409:
      return "Somebody else changed it. Load the page again.";
    case 429:
      return "Wait a minute, then try again.";
    default:
      return "Try again in a moment.";
  }
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(-1, "The console stumbled over something unexpected.", String(error));
}

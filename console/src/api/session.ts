// Who the console speaks for. On one machine the local stack says it; elsewhere a gateway adds the caller to each
// request, or the caller brings a token.

export type SignIn = "here" | "gateway" | "token";

interface Start {
  sign_in: SignIn;
  identity?: string;
}

const TOKEN = "hbi-console-token";

let start: Start = { sign_in: "gateway" };

export async function begin(): Promise<void> {
  const answer = await fetch("/console/start.json");
  if (answer.ok) start = (await answer.json()) as Start;
}

export function signIn(): SignIn {
  return start.sign_in;
}

export function hasToken(): boolean {
  return sessionStorage.getItem(TOKEN) !== null;
}

export function useToken(token: string): void {
  sessionStorage.setItem(TOKEN, token.trim().replace(/^Bearer\s+/i, ""));
}

export function forgetToken(): void {
  sessionStorage.removeItem(TOKEN);
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

// The same for a command line. A token is nobody's business but its owner's; the local stack tells its identity to
// everybody on the machine.
export function callerForShells(): string[] {
  if (start.identity) return [quoted(`x-rh-identity: ${start.identity}`)];
  return hasToken() ? ['"authorization: Bearer $TOKEN"'] : [];
}

export function callerHeaders(): Record<string, string> {
  if (start.identity) return { "x-rh-identity": start.identity };
  const token = sessionStorage.getItem(TOKEN);
  return token ? { authorization: `Bearer ${token}` } : {};
}

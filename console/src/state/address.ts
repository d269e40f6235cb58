// The address bar is the page's state: pages read it, links and forms change it.
import { useEffect, useState } from "preact/hooks";

export const ROOT = "/console";

export interface Address {
  path: string;
  query: URLSearchParams;
}

const listeners = new Set<() => void>();

export function here(): Address {
  const path = location.pathname.slice(ROOT.length).replace(/\/$/, "") || "/";
  return { path, query: new URLSearchParams(location.search) };
}

export function go(path: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, "", ROOT + path);
  else history.pushState(null, "", ROOT + path);
  listeners.forEach((listener) => listener());
}

export function useAddress(): Address {
  const [address, setAddress] = useState(here);
  useEffect(() => {
    const listener = () => setAddress(here());
    listeners.add(listener);
    addEventListener("popstate", listener);
    return () => {
      listeners.delete(listener);
      removeEventListener("popstate", listener);
    };
  }, []);
  return address;
}
